/**
 * Groups in files, as lines of JSON: each an array of groups, of some ten thousand characters. Keys and
 * values may be any text, since JSON writes line ends and halves of surrogate pairs as escapes.
 */
import { appendFile } from 'node:fs/promises';
import type { Group } from './group.ts';
import { BLOCK, readLines } from './lines.ts';

/** Characters of a line, about: it is parsed at once. */
const LINE = 32 * 1024;
/** Characters of a pair without its texts: quotes, commas, a number. */
const PUNCTUATION = 8;

/** Writes groups to the end of a file, which is made when it is not there. */
export class GroupWriter {
  readonly path: string;
  private line: Group[] = [];
  private lineLength = 0;
  private text = '';

  constructor(path: string) {
    this.path = path;
  }

  add(group: Group): void {
    this.line.push(group);
    this.lineLength += lengthOf(group);
    if (this.lineLength >= LINE) this.endLine();
  }

  /** There is enough for a large write. */
  get isFull(): boolean {
    return this.text.length >= BLOCK;
  }

  /**
   * Writes what was added. To be called at the end, and whenever it is full.
   *
   * @param durable the whole file has to outlast a power failure from now on
   */
  async flush(durable = false): Promise<void> {
    this.endLine();
    const { text } = this;
    this.text = '';
    await appendFile(this.path, text, { flush: durable });
  }

  private endLine(): void {
    if (this.line.length > 0) this.text += `${JSON.stringify(this.line)}\n`;
    this.line = [];
    this.lineLength = 0;
  }
}

function lengthOf(group: Group): number {
  let length = 0;
  for (const each of group) length += typeof each === 'string' ? each.length + PUNCTUATION : 0;
  return length;
}

/** The groups of a file, a line's at once. */
export async function* readGroups(path: string): AsyncGenerator<readonly Group[]> {
  for await (const block of readLines(path)) {
    for (const { start, text } of block) yield parseLine(path, start, text);
  }
}

function parseLine(path: string, start: number, line: string): readonly Group[] {
  try {
    return JSON.parse(line) as Group[];
  } catch (error) {
    throw new Error(
      `${path}: expected a line of JSON at byte ${start}, an array of [key, value, times, …], ` +
        `but it begins with ${JSON.stringify(line.slice(0, 40))}: remove the file, ` +
        `and the map task is done again`,
      { cause: error },
    );
  }
}
