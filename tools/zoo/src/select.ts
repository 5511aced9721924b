/** Which bugs: the ids that the user typed. */
import { suggest } from 'grade/suggest';
import type { Bug } from './bug.ts';
import { bugs } from './bugs/index.ts';
import { UsageError } from './cli.ts';
import { excused } from './excused.ts';

/** @throws UsageError for an id that no bug has */
export function selectBugs(ids: readonly string[]): readonly Bug[] {
  for (const id of ids) {
    if (bugs.some((bug) => isCalled(bug, id))) continue;
    const row = excused.find((other) => other.id.toLowerCase() === id.toLowerCase());
    if (row) throw new UsageError(`${row.id} is not planted. ${row.argument}`);
    const names = bugs.map((bug) => bug.id);
    const guess = suggest(id, names) || `There are: ${names.join(', ')}.`;
    throw new UsageError(`There is no bug "${id}". ${guess}`);
  }
  return ids.length === 0 ? bugs : bugs.filter((bug) => ids.some((id) => isCalled(bug, id)));
}

/** By its id, or that without its letter: 'E18' is E18a, E18b and E18c. */
function isCalled(bug: Bug, id: string): boolean {
  const name = bug.id.toLowerCase();
  return name === id.toLowerCase() || name.replace(/[a-z]$/, '') === id.toLowerCase();
}
