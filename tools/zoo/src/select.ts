/** Which labs, and of each which bugs and variants: what the user typed. */
import { suggest } from 'grade/suggest';
import type { Bug, Variant } from './bug.ts';
import { UsageError } from './cli.ts';
import type { Lab } from './lab.ts';
import { labs } from './labs.ts';

export interface Chosen {
  readonly lab: Lab;
  readonly bugs: readonly Bug[];
  /** Correct ones that were named; empty: if any run, all do. */
  readonly variants: readonly Variant[];
  /** All of its bugs, because it was named itself, or nothing was. */
  readonly isWhole: boolean;
}

/**
 * @param names of labs and ids of bugs and variants; empty: all labs
 * @throws UsageError for what is neither
 */
export function choose(names: readonly string[]): readonly Chosen[] {
  for (const name of names) mustBeKnown(name);
  return labs.flatMap((lab) => {
    const isWhole = names.length === 0 || names.some((name) => isSame(lab.name, name));
    const bugs = lab.bugs.filter((bug) => isWhole || names.some((id) => isCalled(bug, id)));
    const variants = lab.variants.filter(({ id }) => names.some((name) => isSame(id, name)));
    return bugs.length + variants.length === 0 ? [] : { lab, bugs, variants, isWhole };
  });
}

function mustBeKnown(name: string): void {
  const bugs = labs.flatMap((lab) => lab.bugs);
  const others = [...labs.map((lab) => lab.name), ...labs.flatMap(idsOfVariants)];
  if (others.some((other) => isSame(other, name)) || bugs.some((bug) => isCalled(bug, name)))
    return;
  const row = labs.flatMap(({ excused }) => excused).find(({ id }) => isSame(id, name));
  if (row) throw new UsageError(`${row.id} is not planted. ${row.argument}`);
  const known = [...others, ...bugs.map(({ id }) => id)];
  const guess = suggest(name, known) || `There are: ${known.join(', ')}.`;
  throw new UsageError(`There is no bug, variant or lab "${name}". ${guess}`);
}

function idsOfVariants({ variants }: Lab): string[] {
  return variants.map(({ id }) => id);
}

/** By its id, or that without its letter: 'E18' is E18a, E18b and E18c. */
function isCalled({ id }: Bug, name: string): boolean {
  return isSame(id, name) || isSame(id.replace(/[a-z]$/, ''), name);
}

function isSame(name: string, typed: string): boolean {
  return name.toLowerCase() === typed.toLowerCase();
}
