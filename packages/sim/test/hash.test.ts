import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash32, TraceHash } from '../src/hash.ts';
import { anyString } from './plain-values.ts';

type Part = number | string | undefined;

function digest(parts: readonly Part[]): string {
  const hash = new TraceHash();
  for (const part of parts) {
    if (typeof part === 'number') hash.int(part);
    else hash.text(part);
  }
  return hash.digest();
}

describe('the trace hash', () => {
  it('is 16 hexadecimal digits', () => {
    expect(digest([])).toMatch(/^[0-9a-f]{16}$/);
    expect(digest(['a', 1])).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is the same for the same parts, and another after any change', () => {
    const part = fc.oneof(
      fc.maxSafeNat(),
      fc.integer({ min: -256, max: 0 }),
      anyString,
      fc.constant(undefined),
    );
    const parts = fc.array(part, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const equal = one.length === other.length && one.every((p, i) => p === other[i]);
        expect(digest(one) === digest(other)).toBe(equal);
        expect(digest([...one])).toBe(digest(one));
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Part[], Part[]]>([
    ['two parts swapped', ['a', 'b'], ['b', 'a']],
    ['a text cut elsewhere', ['ab', 'c'], ['a', 'bc']],
    ['no text and an empty one', [undefined], ['']],
    ['one part more', [], [0]],
    ['a bit beyond 32', [2 ** 40], [2 ** 41]],
    ['neighbours', [1_000_000], [1_000_001]],
    ['a high half of a code unit', ['\u0100'], ['\u0200']],
  ])('tells apart %s', (_what, one, other) => {
    expect(digest(one)).not.toBe(digest(other));
  });

  it('has no collision among twenty thousand short traces', () => {
    const seen = new Set<string>();
    for (let time = 0; time < 200; time++) {
      for (let kind = 0; kind < 100; kind++) seen.add(digest([time, kind]));
    }
    expect(seen.size).toBe(20_000);
  });

  it('leaves a mark that changes with every part', () => {
    const hash = new TraceHash();
    const marks = new Set([hash.mark]);
    for (let i = 0; i < 1000; i++) {
      hash.int(0);
      marks.add(hash.mark);
    }
    expect(marks.size).toBe(1001);
  });

  it('stays as it is: hashes stand in reports', () => {
    expect(digest(['raft.requestVote', 1500, undefined])).toMatchInlineSnapshot(
      `"0ce72292ffbeac4a"`,
    );
  });
});

describe('the seed of a stream', () => {
  it('changes about half of its bits with any bit of seed or name', () => {
    let flipped = 0;
    let pairs = 0;
    for (let seed = 0; seed < 500; seed++) {
      for (const other of [hash32('S1>S2', seed + 1), hash32('S1>S3', seed)]) {
        let bits = hash32('S1>S2', seed) ^ other;
        for (; bits !== 0; bits &= bits - 1) flipped += 1;
        pairs += 1;
      }
    }
    expect(flipped / pairs).toBeGreaterThan(15);
    expect(flipped / pairs).toBeLessThan(17);
  });
});
