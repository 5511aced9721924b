/** Inputs that are easily forgotten, and keys that are alike. */
import { mrCase } from '../mr-case.ts';

const LONG_LINE = Array.from({ length: 60 }, (_, i) => `long${'abcdefghij'[i % 10]}`).join(' ');

export const oddInput = mrCase({
  part: '1A',
  name: 'OddInput',
  about: `An empty file, one without an end of its last line, one with empty lines, a line that is longer than
          a split, letters of two and four bytes, and keys that every JavaScript object seems to have.`,
  input: new Map([
    ['/books/empty.txt', ''],
    ['/books/no-end.txt', 'first line\nlast line'],
    ['/books/blank.txt', '\n\none\n\n\ntwo\n\n'],
    ['/books/long.txt', `short\n${LONG_LINE}\nshort again\n${LONG_LINE}\n`],
    ['/books/letters.txt', 'Zürich größer naïve Ελλάδα 日本 𐐀𐐁 größer\n'.repeat(5)],
    ['/books/keys.txt', 'constructor toString valueOf hasOwnProperty constructor\n'.repeat(4)],
  ]),
  splitBytes: 100,
  nReduce: 4,
  workers: 2,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers({ noCombiner: t.random.chance(0.5) });
  },
});

export const likeKeys = mrCase({
  part: '1A',
  name: 'LikeKeys',
  about: `Four hundred keys of the same length, with the same first and last letter. Each is in one partition,
          and no partition is empty.`,
  input: new Map(['a', 'b', 'c'].map((name) => [`/books/${name}.txt`, likeWords()])),
  splitBytes: 1500,
  nReduce: 10,
  workers: 3,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
  },
});

function likeWords(): string {
  const letters = 'abcdefghijklmnopqrst';
  const words = Array.from(letters).flatMap((a) => Array.from(letters, (b) => `k${a}${b}e`));
  const lines = Array.from({ length: 40 }, (_, i) => words.slice(10 * i, 10 * i + 10).join(' '));
  return `${lines.join('\n')}\n`;
}
