/** Inputs that are easily forgotten, and keys that are alike. */
import { mrCase } from '../mr-case.ts';

/** Bytes of a split of `Borders`. */
const BORDER = 60;
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

/** Texts that a format of files, a table or a comparison may take for something else. */
const ODD_LINES = [
  '',
  ' ',
  '  spaces around  ',
  '\t',
  'a\tb',
  '\ta',
  'a=b',
  '=',
  'a,b;c|d:e',
  '"quoted"',
  "it's",
  '$&',
  'back\\slash',
  '\\u0041',
  '%41%',
  '\0',
  'a\0b',
  'with\r',
  '\r',
  '\ufeffmark',
  '\u2028',
  '<a&b>',
  'one\\ntwo',
  'end\\n',
  '\\n',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '1',
  '10',
  '9',
  '-0',
  '1e3',
  '[1]',
  '{"a":1}',
  '[]',
  'true',
  'é',
  'e\u0301',
  '日本',
  '𐐀',
  '\uffff',
  'ß',
  ...Array.from('bDfHjLnPrTvXz', (letter) => letter.repeat(3)),
];

const ODD_NAMES = ['a b', 'x=1&y', 'größe 日本', '"it\'s"', 'tab\there', 'c:0', '100%'];

export const anyText = mrCase({
  part: '1A',
  name: 'AnyText',
  about: `Keys and values are any text: empty, with tabs, quotes, separators, line ends and NUL in them, names
          that objects have, numbers, and letters of one to four bytes. So are the names of the files, of
          which some have lines that end with CRLF, or a last line without an end.`,
  app: 'places',
  input: new Map(
    ODD_NAMES.map((name, i) => {
      const lines = [...ODD_LINES.slice(7 * i), ...ODD_LINES.slice(0, 7 * i)].slice(0, 30);
      return [
        `/books/${name}.txt`,
        `${lines.join(i % 3 === 1 ? '\r\n' : '\n')}${i % 2 ? '' : '\n'}`,
      ];
    }),
  ),
  splitBytes: 120,
  nReduce: 2,
  workers: 3,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
  },
});

export const longLines = mrCase({
  part: '1A',
  name: 'LongLines',
  about: `Lines that are longer than any block that a file is read in, of letters of three bytes: wherever
          a read ends, it ends within a letter, and other lines follow in the same split.`,
  app: 'places',
  input: new Map([
    [
      '/books/long.txt',
      `${'日'.repeat(100_000)}\nshort\n${'本'.repeat(30_000)}\n${'語'.repeat(10)}`,
    ],
  ]),
  splitBytes: 150_000,
  nReduce: 2,
  workers: 2,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
  },
});

export const borders = mrCase({
  part: '1A',
  name: 'Borders',
  about: `Line ends and letters of several bytes at each place around the end of a split: lines that end before
          it, at it and after it, empty lines there, and files that are as long as a split, a byte shorter
          and a byte longer, with and without an end of the last line.`,
  app: 'places',
  input: new Map(
    [...around(BORDER), ...around(2 * BORDER)].flatMap((size) => [
      [`/books/to-${size}.txt`, `${letters(size - 1)}\n`],
      [`/books/cut-${size}.txt`, letters(size)],
      [`/books/on-${size}.txt`, `${letters(size - 1)}\n\n${letters(BORDER - 1)}\nend`],
    ]),
  ),
  splitBytes: BORDER,
  nReduce: 2,
  workers: 4,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
  },
});

/** Sizes that are a little smaller than this, as large, and a little larger. */
function around(size: number): number[] {
  return [-3, -2, -1, 0, 1, 2, 3].map((more) => size + more);
}

/** A line of that many bytes: a letter of one byte where the others, of three, leave a gap. */
function letters(bytes: number): string {
  return 'x'.repeat(bytes % 3) + '日'.repeat(Math.floor(bytes / 3));
}

export const emptyInput = mrCase({
  part: '1A',
  name: 'EmptyInput',
  about: `Files without a byte. There is nothing to map, and the outputs are there all the same, empty.`,
  input: new Map(['a', 'b'].map((name) => [`/books/${name}.txt`, ''])),
  nReduce: 3,
  workers: 2,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
  },
});

export const emptyFile = mrCase({
  part: '1A',
  name: 'EmptyFile',
  about: `An application that takes whole files, one of which has not a byte: it is a map task as any other.`,
  app: 'indexer',
  input: new Map(['', 'one two', 'two three'].map((text, i) => [`/books/${i}.txt`, text])),
  nReduce: 2,
  workers: 2,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator();
    await t.startWorkers();
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
