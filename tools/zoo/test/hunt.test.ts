import { describe, expect, it } from 'vitest';
import { isAsExpected, isByExpectedCase } from '../src/hunt.ts';
import { huntAll } from '../src/hunts.ts';
import type { Target } from '../src/target.ts';
import { raftBugs } from '../src/raft/bugs/index.ts';
import { raftVariants } from '../src/raft/variants.ts';

const { id, what, edits } = raftBugs.find((bug) => bug.id === 'E6')!;
const caughtBy = (property: string, ...cases: string[]): Target => {
  return { id: `${id} ${property} ${cases.join()}`, what, edits, expected: { property, cases } };
};
const options = { game: 'raft', seeds: 2, jobs: 1 } as const;

describe('a hunt', () => {
  it('ends with the first run that fails, and its evidence', async () => {
    const target = caughtBy('Election restriction', 'LongOldLog');
    const ended: unknown[] = [];
    const [hunt] = await huntAll([target], {
      ...options,
      rateOf: 2,
      ended: (one) => void ended.push(one),
    });
    expect(ended).toEqual([hunt]);
    expect(hunt).toMatchObject({
      target,
      kill: {
        case: 'raft/2B/LongOldLog',
        seed: 1,
        property: 'Election restriction',
        evidence: { again: true, inTrace: true },
      },
      runs: 1,
      rate: { failed: 2, of: 2 },
    });
    expect([isAsExpected(hunt!), isByExpectedCase(hunt!)]).toEqual([true, true]);
  });

  it('is not as expected when another rule is named, or nothing fails', async () => {
    const targets = [
      caughtBy('Commit rule', 'LongOldLog'),
      caughtBy('Election restriction', 'EvenSplit'),
    ];
    const hunts = await huntAll(targets, { ...options, others: false });
    expect(hunts.map((hunt) => hunt.kill?.property)).toEqual(['Election restriction', undefined]);
    expect(hunts.map(isAsExpected)).toEqual([false, false]);
  });

  it('of a Raft that is right finds nothing, by the rules of the Go course either', async () => {
    const [lazy] = raftVariants.filter((variant) => variant.id === 'lazy');
    const target = { ...lazy!, without: /2[BCD]/ };
    const hunts = [
      ...(await huntAll([target], { ...options, seeds: 1 })),
      ...(await huntAll([target], { ...options, seeds: 1, game: 'go' })),
    ];
    expect(hunts.map(isAsExpected)).toEqual([true, true]);
    expect(hunts[1]!.runs).toBe(3);
  });
});

it('an edit that no longer applies ends all hunts, with its text', async () => {
  const target = { id: 'X1', what: '', edits: [{ ...edits[0]!, text: 'no such text' }] };
  await expect(huntAll([target], options)).rejects.toThrow(/X1: .* applies to 0\..*\nno such text/);
});
