/** Which cases: `-t`. */
import { exitCodes, Refusal } from './exit.ts';
import { suggest } from './suggest.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * The cases that the text names: one whose name or id it is exactly, else all whose id it fits as a
 * regular expression (upper and lower case are the same).
 *
 * @throws Refusal when there is none
 */
export function selectCases<C extends Named>(cases: readonly C[], text: string | undefined): C[] {
  if (text === undefined) return [...cases];
  const exact = cases.filter(({ id }) => isCalled(id, text));
  const chosen = exact.length > 0 ? exact : cases.filter(({ id }) => toPattern(text).test(id));
  if (chosen.length > 0) return chosen;
  throw new Refusal(exitCodes.nothing, `-t ${text}: no case fits. ${guess(text, cases)}`);
}

/** The one case of that id or name. @throws Refusal when there is none, or more than one */
export function findCase<C extends Named>(cases: readonly C[], text: string): C {
  const [found, another] = cases.filter(({ id }) => isCalled(id, text));
  if (found === undefined) {
    throw new Refusal(exitCodes.usage, `There is no case "${text}". ${guess(text, cases)}`);
  }
  if (another === undefined) return found;
  throw new Refusal(
    exitCodes.usage,
    `"${text}" is ${found.id} or ${another.id}: name one by its id.`,
  );
}

/** By its id, or the end of it: 'raft/2B/Backup', '2B/Backup' as in the table, 'Backup'. */
function isCalled(id: string, text: string): boolean {
  return id === text || id.endsWith(`/${text}`);
}

function toPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(exitCodes.usage, `-t ${text}: not a regular expression (${why}).`);
  }
}

function guess(text: string, cases: readonly Named[]): string {
  const names = cases.flatMap(({ id, name }) => [name, id]);
  return suggest(text, names) || 'List them with: pnpm grade --list';
}
