/** The structures under the search, each against something simple. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Left, NONE } from '../src/left.ts';
import { PrefixTree } from '../src/models/prefix-tree.ts';
import { NEVER, Part } from '../src/part.ts';
import { Seen } from '../src/seen.ts';
import { split } from '../src/segments.ts';
import { keyValue } from '../src/index.ts';
import { fromPicture } from './picture.ts';

describe('Seen', () => {
  it('is a set of sequences', () => {
    const number = fc.integer({ min: -2, max: 3 });
    fc.assert(
      fc.property(fc.array(fc.array(number, { maxLength: 5 }), { maxLength: 300 }), (sequences) => {
        const seen = new Seen();
        const strings = new Set<string>();
        for (const sequence of sequences) {
          const isNew = !strings.has(sequence.join());
          strings.add(sequence.join());
          expect(seen.add(Int32Array.from(sequence))).toBe(isNew);
        }
      }),
      { seed: 1 },
    );
  });
});

describe('PrefixTree', () => {
  const piece = fc.stringMatching(/^[ab]{0,3}$/);
  const value = fc.stringMatching(/^[ab]{0,6}$/);

  it('tells values apart as long as one that was returned begins with them', () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(piece), fc.array(piece), (values, some, others) => {
        const tree = new PrefixTree(values);
        const walk = (pieces: readonly string[]): unknown =>
          pieces.reduce((prefix, next) => tree.append(prefix, next), tree.root);
        const [one, other] = [some.join(''), others.join('')];
        const isRead = (text: string): boolean => values.some((read) => read.startsWith(text));
        expect(walk(some) === tree.unread).toBe(!isRead(one));
        expect(walk(some) === walk(others)).toBe(one === other || (!isRead(one) && !isRead(other)));
      }),
      { numRuns: 2000, seed: 2 },
    );
  });

  it('knows which value leads to which', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), value, value, (values, one, other) => {
        const tree = new PrefixTree([...values, other]);
        const from = tree.append(tree.root, one);
        const to = tree.append(tree.root, other);
        expect(from.leadsTo(to)).toBe(other.startsWith(one));
        expect(tree.textOf(to)).toBe(other);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
});

const busy = new Part(
  keyValue,
  'x',
  fromPicture(`
A  [put(x, 'a')─────]                 [get(x) → '']       [put(x, 'c')──…
B       [put(x, 'b')──────]             [get(x) → '']        [get(x) → '']
`),
);

describe('split', () => {
  it('splits where nothing is open, and never behind a pending operation', () => {
    expect(split(busy, 1)).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 4 },
      { from: 4, to: 6 },
    ]);
    const pendingFirst = new Part(keyValue, 'x', busy.operations.slice(4).concat([]));
    expect(split(pendingFirst, 1)).toEqual([{ from: 0, to: 2 }]);
    const later = fromPicture(`
A  [put(x, 'a')──…
B                   [get(x) → '']  [get(x) → '']
`);
    expect(split(new Part(keyValue, 'x', later), 1)).toEqual([{ from: 0, to: 3 }]);
  });

  it('makes no segment shorter than it should, but the last', () => {
    expect(split(busy, 3)).toEqual([
      { from: 0, to: 4 },
      { from: 4, to: 6 },
    ]);
  });
});

describe('Left', () => {
  const left = new Left(busy, { from: 0, to: 6 });
  const candidates = (): number[] => {
    const all: number[] = [];
    for (let op = left.candidate(NONE); op !== NONE; op = left.candidate(op)) all.push(op);
    return all;
  };

  it('has those for candidates that are called before the first return, pending ones last', () => {
    expect(candidates()).toEqual([0, 1]);
    left.do(1);
    expect(candidates()).toEqual([0]);
    left.do(0);
    expect(candidates()).toEqual([2, 3]);
    left.do(2);
    left.do(3);
    expect(busy.returnRank[4]).toBe(NEVER);
    expect(candidates()).toEqual([5, 4]);
    expect(left.isNothing).toBe(false);
    left.do(5);
    expect(left.isNothing).toBe(true);
    for (const op of [5, 3, 2, 0, 1]) left.undo(op);
    expect(candidates()).toEqual([0, 1]);
  });
});
