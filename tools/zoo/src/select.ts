/** Which labs, and which bugs of each: what the user typed. */
import { suggest } from 'grade/suggest';
import type { Bug } from './bug.ts';
import { UsageError } from './cli.ts';
import type { Lab } from './lab.ts';
import { labs } from './labs.ts';

export interface Chosen {
  readonly lab: Lab;
  readonly bugs: readonly Bug[];
  /** All of its bugs, because it was named itself, or nothing was. */
  readonly isWhole: boolean;
}

/**
 * @param names of labs and ids of bugs; empty: all labs
 * @throws UsageError for what is neither
 */
export function choose(names: readonly string[]): readonly Chosen[] {
  for (const name of names) mustBeKnown(name);
  return labs.flatMap((lab) => {
    const isWhole = names.length === 0 || names.some((name) => isSame(lab.name, name));
    const bugs = lab.bugs.filter((bug) => isWhole || names.some((id) => isCalled(bug, id)));
    return bugs.length === 0 ? [] : { lab, bugs, isWhole };
  });
}

function mustBeKnown(name: string): void {
  const bugs = labs.flatMap((lab) => lab.bugs);
  if (labs.some((lab) => isSame(lab.name, name)) || bugs.some((bug) => isCalled(bug, name))) return;
  const row = labs.flatMap(({ excused }) => excused).find(({ id }) => isSame(id, name));
  if (row) throw new UsageError(`${row.id} is not planted. ${row.argument}`);
  const known = [...labs.map((lab) => lab.name), ...bugs.map(({ id }) => id)];
  const guess = suggest(name, known) || `There are: ${known.join(', ')}.`;
  throw new UsageError(`There is no bug or lab "${name}". ${guess}`);
}

/** By its id, or that without its letter: 'E18' is E18a, E18b and E18c. */
function isCalled({ id }: Bug, name: string): boolean {
  return isSame(id, name) || isSame(id.replace(/[a-z]$/, ''), name);
}

function isSame(name: string, typed: string): boolean {
  return name.toLowerCase() === typed.toLowerCase();
}
