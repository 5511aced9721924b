/** A small job, and what the sequential program makes of it. */
import type { Env } from 'harness';
import type { App } from '../api.ts';
import type { Lines } from './output-lines.ts';

/** The folder of the job, on the file system that all share. */
export const DIR = '/job';

export interface Job {
  /** Name → content. */
  readonly files: ReadonlyMap<string, string>;
  readonly input: App['input'];
  readonly splitBytes: number;
  readonly nReduce: number;
  /** Key → what the sequential program puts out for it, in order. */
  readonly expected: ReadonlyMap<string, readonly string[]>;
  /** Reads an output. */
  linesOf(text: string): Lines;
}

/** How large a generated input is. */
export interface Size {
  readonly files: number;
  readonly lines: number;
  readonly wordsInLine: number;
}

/** Files of words, the frequent ones among them more than once in most lines. */
export function books(
  random: Env['random'],
  { files, lines, wordsInLine }: Size,
): Map<string, string> {
  const text = (): string =>
    Array.from({ length: lines }, () =>
      Array.from({ length: wordsInLine }, () => wordOf(random)).join(' '),
    ).join('\n');
  return new Map(
    Array.from({ length: files }, (_, i) => [`/books/${letter(i)}.txt`, `${text()}\n`]),
  );
}

const CONSONANTS = 'bdfgklmnprstvz';
const VOWELS = 'aeiou';
/** So many words there are. */
const VOCABULARY = 300;

/** Small numbers more often: about as Zipf's law has it. */
function wordOf(random: Env['random']): string {
  const most = 1 + random.within(0, VOCABULARY);
  return word(random.within(0, most));
}

/** 'baba', 'beba', … */
function word(number: number): string {
  const syllables: string[] = [];
  for (let rest = number, i = 0; i < 2 || rest > 0; i++) {
    const consonant = CONSONANTS[rest % CONSONANTS.length] ?? '';
    rest = Math.floor(rest / CONSONANTS.length);
    const vowel = VOWELS[rest % VOWELS.length] ?? '';
    rest = Math.floor(rest / VOWELS.length);
    syllables.push(consonant + vowel);
  }
  return syllables.join('');
}

/** 'a' to 'z', 'ba', 'bb', … */
function letter(number: number): string {
  const last = String.fromCodePoint('a'.charCodeAt(0) + (number % 26));
  return number < 26 ? last : letter(Math.floor(number / 26)) + last;
}

/** What the application makes of the files when one process does it all. */
export async function sequential(
  app: App,
  files: ReadonlyMap<string, string>,
): Promise<Map<string, readonly string[]>> {
  const pairs = new Map<string, string[]>();
  const emit = (key: string, value: string): void => {
    const values = pairs.get(key);
    if (values === undefined) pairs.set(key, [value]);
    else values.push(value);
  };
  for (const [file, content] of files) {
    for (const [key, value] of inputsOf(app, file, content)) await app.map(key, value, emit);
  }
  const output = new Map<string, readonly string[]>();
  for (const key of [...pairs.keys()].toSorted()) {
    const values: string[] = [];
    await app.reduce(key, pairs.get(key) ?? [], (value) => values.push(value));
    output.set(key, values);
  }
  return output;
}

function inputsOf({ input }: App, file: string, content: string): [string, string][] {
  if (input === 'file') return [[file, content]];
  if (content === '') return []; // No line, and not an empty one.
  let start = 0;
  return content
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const key = `${file}:${start}`;
      start += Buffer.byteLength(line) + 1;
      return [key, line];
    });
}
