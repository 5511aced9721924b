/** The vitest face of a suite's situations: each is reached by the case that the table names. */
import { describe, expect, it } from 'vitest';
import type { Case, Suite } from './case.ts';
import { prepare, runCase } from './run-case.ts';

const SEEDS = 100;

/**
 * Declares a test for each situation of a suite: the case that its row names meets it on the reference
 * within the first 100 seeds. And one that the check can fail.
 *
 * @param never a situation, and the name of a case that never meets it
 */
export function describeSituations(
  suite: Suite,
  never: readonly [situation: string, name: string],
): void {
  const { situations = [] } = suite;
  const search = new SeedSearch(suite);

  describe('the table of situations', () => {
    it('has an id for each', () => {
      const ids = situations.map(({ id }) => id);
      expect(ids).not.toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    });
  });

  describe(`a situation is reached by its case within ${SEEDS} seeds`, () => {
    it.each(situations.map((situation) => [situation.id, situation] as const))(
      '%s',
      async (id, { title, case: named }) => {
        const test = suite.cases.find((each) => each.id === named);
        if (test === undefined) throw new Error(`the table names ${named}, which is no case`);
        const lost =
          `"${title}" was met in none of ${SEEDS} seeds of ${named}: find what keeps it away now, ` +
          `or name a case in suite/situations.ts that still leads there.\n`;
        expect(await search.firstSeed(test, id), lost).toBeTypeOf('number');
      },
      0,
    );

    it('and what never happens is reached by none', async () => {
      const [situation, name] = never;
      const test = suite.cases.find((each) => each.name === name);
      if (test === undefined) throw new Error(`${name} is no case`);
      expect(situations.map(({ id }) => id)).toContain(situation);
      expect(await search.firstSeed(test, situation)).toBeUndefined();
    }, 0);
  });
}

class SeedSearch {
  readonly #suite: Suite;
  /** By case: the situations of each of the first seeds; a case goes no further than it must. */
  readonly #reached = new Map<string, (readonly string[])[]>();

  constructor(suite: Suite) {
    this.#suite = suite;
  }

  /** The first seed of a case that meets a situation; `undefined` when none does. */
  async firstSeed(test: Case, situation: string): Promise<number | undefined> {
    const suite = this.#suite;
    const program = await prepare(suite, suite.reference);
    const reached = this.#reached.get(test.id) ?? [];
    this.#reached.set(test.id, reached);
    for (let seed = 1; seed <= SEEDS; seed++) {
      reached[seed - 1] ??= (await runCase(test, { suite, program, seed })).situations;
      if (reached[seed - 1]?.includes(situation)) return seed;
    }
    return undefined;
  }
}
