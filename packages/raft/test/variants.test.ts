import { explainFailure, runCase } from 'harness';
import { raftSuite } from 'raft/suite';
import { describe, expect, it } from 'vitest';
import { plant } from './plant.ts';
import { variants } from './variants.ts';

const SEEDS = 1;

describe('a Raft that is right but different passes every case', () => {
  it.each(variants.map((variant) => [variant.id, variant.what, variant] as const))(
    '%s: %s',
    async (_id, _what, variant) => {
      const program = await plant(variant);
      for (const test of raftSuite.cases) {
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
