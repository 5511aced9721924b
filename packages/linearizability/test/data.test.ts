/** The checker agrees with the names of the files in test/data, and so does the slow search. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generate } from '../generate/index.ts';
import {
  check,
  type History,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
} from '../src/index.ts';
import { timeline } from '../src/timeline.ts';
import { bruteForce } from './brute-force.ts';
import { fromLines, toLines } from './data/lines.ts';
import { recipes } from './data/recipes.ts';
import { fromPicture } from './picture.ts';
import { store } from './specs.ts';
import { wingGong } from './wing-gong.ts';

const folder = `${import.meta.dirname}/data`;
const files = readdirSync(folder);
const read = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8');
const verdictOf = (file: string): string => /-(ok|illegal)\.\w+$/.exec(file)?.[1] ?? 'none';

const nameOf = (file: string): string => file.replace(/-(ok|illegal)\.\w+$/, '');

/** How a test tells apart that all has its place: by the order alone. */
const shape = (history: History<KeyValueOp, KeyValueResult>): unknown => {
  const order = history
    .flatMap(({ called, returned }) => [called.order, returned?.order ?? Infinity])
    .toSorted((a, b) => a - b);
  return history
    .map(({ client, op, called, returned }) => ({
      client,
      op,
      called: order.indexOf(called.order),
      returned: returned && order.indexOf(returned.order),
      result: returned?.result,
    }))
    .toSorted((a, b) => a.called - b.called);
};

describe('histories drawn by hand', () => {
  for (const file of files.filter((name) => name.endsWith('.txt'))) {
    const history = fromPicture(read(file));
    it(file, () => {
      expect(check(keyValue, history).verdict).toBe(verdictOf(file));
      expect(bruteForce(store, history) ? 'ok' : 'illegal').toBe(verdictOf(file));
    });
    it(`${file}, as it is printed`, () => {
      expect(shape(fromPicture(timeline(keyValue, history)))).toEqual(shape(history));
    });
  }
});

describe('histories of a generator', () => {
  for (const file of files.filter((name) => name.endsWith('.jsonl'))) {
    it(file, () => {
      const history = fromLines(read(file));
      expect(check(keyValue, history).verdict).toBe(verdictOf(file));
      expect(wingGong(store, history) ? 'ok' : 'illegal').toBe(verdictOf(file));
    });
  }

  it('are what test/data/make.ts makes', () => {
    const jsonl = files.filter((name) => name.endsWith('.jsonl'));
    expect(new Set(jsonl.map((file) => nameOf(file)))).toEqual(new Set(Object.keys(recipes)));
    for (const file of jsonl) expect(read(file)).toBe(toLines(generate(recipes[nameOf(file)]!)));
  });
});
