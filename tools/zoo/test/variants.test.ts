import { type Case, explainFailure, runCase } from 'harness';
import { raftSuite } from 'raft/suite';
import { describe, expect, it } from 'vitest';
import { LONG } from '../src/order.ts';
import { plant, type Planted } from '../src/planted.ts';
import { variants } from '../src/variants.ts';

const SEEDS = 1;
/** Each variant runs a third of the long cases. */
const THIRDS = 3;

function casesOf(variant: Planted): readonly Case[] {
  const first = variants.indexOf(variant);
  const long = raftSuite.cases.filter(({ id }) => LONG.test(id));
  const others = raftSuite.cases.filter(({ id }) => !LONG.test(id));
  return [...others, ...long.filter((_, i) => (i + first) % THIRDS === 0)];
}

describe('a Raft that is right but different passes every case', () => {
  it.each(variants.map((variant) => [variant.id, variant.what, variant] as const))(
    '%s: %s',
    async (_id, _what, variant) => {
      const program = await plant(variant);
      for (const test of casesOf(variant)) {
        for (let seed = 1; seed <= SEEDS; seed++) {
          const verdict = await runCase(test, { suite: raftSuite, program, seed });
          const expected = variant.fails?.test(test.id) ? 'fail' : 'pass';
          if (verdict.status !== expected) expect.fail(explainFailure(verdict));
        }
      }
    },
    0,
  );
});
