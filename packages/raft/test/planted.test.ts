import { runCase, type Verdict } from 'harness';
import { raftSuite } from 'raft/suite';
import { describe, expect, it } from 'vitest';
import { type Mistake, mistakes } from './mistakes.ts';
import { plant } from './plant.ts';

const SEEDS = 3;

async function verdicts(mistake: Mistake): Promise<Verdict[]> {
  const program = await plant(mistake);
  const results: Verdict[] = [];
  for (const test of raftSuite.cases.filter(({ id }) => mistake.cases.test(id))) {
    for (let seed = 1; seed <= SEEDS; seed++) {
      results.push(await runCase(test, { suite: raftSuite, program, seed }));
    }
  }
  return results;
}

describe('a Raft with one mistake is caught by every seed, and the failure names the rule', () => {
  it.each(mistakes.map((mistake) => [mistake.id, mistake.what, mistake] as const))(
    '%s: %s',
    async (_id, _what, mistake) => {
      const results = await verdicts(mistake);
      expect(results.length).toBeGreaterThan(0);
      for (const { property, status } of results) {
        expect([status, property?.name]).toEqual(['fail', mistake.property]);
      }
    },
    0,
  );
});
