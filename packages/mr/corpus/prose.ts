/** Text that looks like a book's: chapters, paragraphs, speech, punctuation, lines of 72 columns. */
import type { Random } from './random.ts';
import type { Zipf } from './zipf.ts';

const COLUMNS = 72;
/** Paragraphs of a chapter. */
const CHAPTER = 40;

export class Prose {
  readonly #random: Random;
  readonly #words: readonly string[];
  readonly #zipf: Zipf;
  #paragraphs = 0;

  /** @param words in the order of their ranks */
  constructor(random: Random, words: readonly string[], zipf: Zipf) {
    this.#random = random;
    this.#words = words;
    this.#zipf = zipf;
  }

  /** A few words, each with a capital. */
  title(): string {
    const count = this.#random.within(2, 5);
    return Array.from({ length: count }, () => capital(this.#word())).join(' ');
  }

  /** The next paragraph with an empty line behind it, perhaps the heading of a chapter before it. */
  paragraph(): string {
    const heading =
      this.#paragraphs % CHAPTER === 0
        ? `CHAPTER ${Math.floor(this.#paragraphs / CHAPTER) + 1}. ${this.title()}\n\n`
        : '';
    this.#paragraphs += 1;
    const words: string[] = [];
    const sentences = this.#random.within(1, 8);
    for (let i = 0; i < sentences; i++) this.#sentence(words);
    return `${heading}${wrap(words)}\n\n`;
  }

  /** Adds the words of a sentence, with what stands before and behind each. */
  #sentence(words: string[]): void {
    const random = this.#random;
    const length = random.within(3, 25);
    const speech = random.chance(0.2);
    for (let i = 0; i < length; i++) {
      const word = i === 0 ? capital(this.#word()) : this.#inner();
      const before = speech && i === 0 ? '“' : '';
      words.push(before + word + (i < length - 1 ? this.#pause() : this.#end(speech)));
    }
  }

  #word(): string {
    return this.#words[this.#zipf.rank(this.#random)] ?? '';
  }

  /** A word within a sentence, now and then with a mark in it. */
  #inner(): string {
    const random = this.#random;
    const word = this.#word();
    const dice = random.fraction();
    if (dice > 0.03) return word;
    if (dice > 0.02) return `${word}’s`;
    if (dice > 0.014) return `${word}-${this.#word()}`;
    if (dice > 0.008) return `${word}—${this.#word()}`;
    if (dice > 0.003) return capital(word);
    return dice > 0.001 ? `_${word}_` : String(random.within(2, 2000));
  }

  #pause(): string {
    const dice = this.#random.fraction();
    if (dice > 0.09) return '';
    if (dice > 0.015) return ',';
    return dice > 0.005 ? ';' : ':';
  }

  #end(speech: boolean): string {
    const mark = this.#random.pick(['.', '.', '.', '.', '.', '.', '.', '.', '?', '!']);
    return speech ? `${mark}”` : mark;
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function wrap(words: readonly string[]): string {
  let text = '';
  let column = 0;
  for (const word of words) {
    const fits = column + word.length < COLUMNS;
    if (column > 0) text += fits ? ' ' : '\n';
    text += word;
    column = fits ? column + word.length + 1 : word.length;
  }
  return text;
}
