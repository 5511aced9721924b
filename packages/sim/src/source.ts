/** From places in the bundled script back to the student's TypeScript. */
import { relative, sep } from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Program } from './bundle.ts';

const maps = new WeakMap<Program, TraceMap>();

/**
 * Rewrites every `file:line:column` of the program in a text (a stack, an explanation) to the
 * TypeScript that it comes from. Of the frames of a stack only those of the subject and of its
 * libraries are left, and those that are nowhere, as `at Array.map (<anonymous>)`.
 *
 * @param from folder that the paths are relative to
 */
export function toSource(program: Program, text: string, from: string): string {
  const place = new RegExp(`${program.file.replaceAll('.', String.raw`\.`)}:(\\d+):(\\d+)`, 'g');
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const places: Place[] = [];
    const mapped = line.replace(place, (whole, row: string, column: string) => {
      const found = original(program, Number(row), Number(column));
      if (found === undefined) return whole;
      places.push(found);
      return `${relative(from, found.file)}:${found.line}:${found.column}`;
    });
    const isFrame = /^\s+at .*:\d+:\d+\)?$/.test(line);
    const isTheirs = places.some(({ file }) =>
      program.roots.some((root) => file.startsWith(root + sep)),
    );
    if (!isFrame || isTheirs) lines.push(mapped);
  }
  return lines.join('\n');
}

interface Place {
  readonly file: string;
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

function original(program: Program, line: number, column: number): Place | undefined {
  let map = maps.get(program);
  if (map === undefined) {
    map = new TraceMap(program.map);
    maps.set(program, map);
  }
  const found = originalPositionFor(map, { line, column: column - 1 });
  if (found.source === null) return undefined;
  return { file: found.source, line: found.line, column: found.column + 1 };
}
