import { describe, expect, it } from 'vitest';
import { patchInWords, stateInWords } from '../src/words.ts';

describe('stateInWords', () => {
  it.each([
    [{ term: 3, vote: 'S2', log: [{}, {}] }, 'term 3, vote S2, log 2 entries'],
    [{ base: { index: 1, term: 2 }, log: [{}] }, 'base { index 1, term 2 }, log 1 entry'],
    [{ ids: [1, 'a', null], data: new Uint8Array(5) }, 'ids [1, a, null], data 5 bytes'],
    [{ five: { a: 1, b: 2, c: 3, d: 4, e: 5 } }, 'five 5 fields'],
    [{ text: 'x'.repeat(50) }, `text ${'x'.repeat(40)}…`],
    [{}, 'nothing'],
    [undefined, 'undefined'],
  ])('%j', (state, words) => {
    expect(stateInWords(state)).toBe(words);
  });
});

describe('patchInWords', () => {
  const before = { term: 2, log: [1, 2, 3], disk: { log: [1] } };

  it.each([
    [{ set: { term: 1 } }, 'term 1'],
    [{ fields: { term: { set: 3 }, vote: { drop: true } } }, 'term 3, vote dropped'],
    [{ fields: { log: { keep: 3, add: [4, 5] } } }, 'log +2 → 5 entries'],
    [{ fields: { log: { keep: 1, add: [4] } } }, 'log −2 +1 → 2 entries'],
    [{ fields: { log: { keep: 2, add: [] } } }, 'log −1 → 2 entries'],
    [{ fields: { disk: { fields: { log: { keep: 1, add: [2] } } } } }, 'disk.log +1 → 2 entries'],
    [{ keep: 1, add: [2] }, '+1 → 2 entries'],
    [{ fields: {} }, 'no change'],
  ] as const)('%j', (patch, words) => {
    expect(patchInWords(patch, 'keep' in patch ? [1] : before)).toBe(words);
  });
});
