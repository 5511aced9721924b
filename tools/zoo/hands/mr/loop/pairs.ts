/** Intermediate pairs: how they are kept in memory, partitioned, and written. */
import type { App } from 'mr';

/** The values of each key. */
export type Groups = Map<string, string[]>;

export function addPair(groups: Groups, key: string, value: string): void {
  const values = groups.get(key);
  if (values === undefined) groups.set(key, [value]);
  else values.push(value);
}

/** Does a part of the reduce before anything is written (§4.3). */
export function combineGroup(app: App, key: string, values: readonly string[]): readonly string[] {
  if (app.combine === undefined) return values;
  const combined: string[] = [];
  app.combine(key, values, (value) => combined.push(value));
  return combined;
}

/** The reduce task that gets a key: its hash modulo the number of them (§4.1). */
export function partitionOf(key: string, nReduce: number): number {
  return fnv1a(Buffer.from(key, 'utf8')) % nReduce;
}

function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** A line of an intermediate file. Any text is a key or a value, so JSON quotes both. */
export function formatPair(key: string, value: string): string {
  return `${JSON.stringify([key, value])}\n`;
}

export function parsePair(line: string): readonly [string, string] {
  const pair: unknown = JSON.parse(line);
  if (Array.isArray(pair) && pair.length === 2) {
    const [key, value]: unknown[] = pair;
    if (typeof key === 'string' && typeof value === 'string') return [key, value];
  }
  throw new Error(`not a pair: ${line}`);
}
