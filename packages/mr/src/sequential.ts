/**
 * The same computation as one plain program, without tasks and without files: what the output of a job
 * is compared with. It shares no code with the workers, so that a mistake of theirs is none of its own.
 */
import type { App } from 'mr';

/** A file of the input. */
export interface Input {
  readonly name: string;
  readonly content: Uint8Array;
}

/** After so many values of a key they are combined, if the application can. */
const MANY = 1000;

/** @returns the lines of all outputs together, in the order of the keys */
export async function sequential(
  app: App,
  inputs: Iterable<Input> | AsyncIterable<Input>,
): Promise<string[]> {
  const valuesByKey = new Map<string, string[]>();
  const add = (key: string, value: string): void => {
    const values = valuesByKey.get(key);
    if (values === undefined) valuesByKey.set(key, [value]);
    else if (values.push(value) % MANY === 0 && app.combine) {
      app.combine(key, values.splice(0), (combined) => values.push(combined));
    }
  };
  for await (const { name, content } of inputs) {
    if (app.input === 'file') await app.map(name, decode(content), add);
    else for (const [start, line] of linesOf(content)) await app.map(`${name}:${start}`, line, add);
  }

  const lines: string[] = [];
  for (const key of [...valuesByKey.keys()].sort()) {
    const values = valuesByKey.get(key) ?? [];
    await app.reduce(key, values, (value) => lines.push(`${key} ${value}`));
  }
  return lines;
}

function* linesOf(content: Uint8Array): Generator<[start: number, line: string]> {
  for (let start = 0; start < content.length;) {
    const newline = content.indexOf(0x0a, start);
    const end = newline < 0 ? content.length : newline;
    yield [start, decode(content.subarray(start, end))];
    start = end + 1;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
