/** The output of a job: what is in its files, and where it differs from what should be there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Violation } from 'harness';
import { OUTPUT } from '../properties.ts';

/** Lines `key value`, sorted. */
export type Output = readonly string[];

/**
 * Reads `mr-out-0` and so on.
 *
 * @throws Violation when one is missing
 */
export async function readOutput(dir: string, nReduce: number): Promise<Output> {
  const lines: string[] = [];
  for (let reduce = 0; reduce < nReduce; reduce++) {
    const name = `mr-out-${reduce}`;
    const text = await readFile(join(dir, name), 'utf8').catch(() => {
      throw new Violation(OUTPUT, `There is no ${name}.`);
    });
    for (const line of text.split('\n')) if (line !== '') lines.push(line);
  }
  return lines.sort();
}

/** Lines that are shown of a difference. */
const SHOWN = 5;

/** @throws Violation that shows the first lines that differ */
export function checkSame(output: Output, expected: Output): void {
  const [missing, extra] = [without(expected, output), without(output, expected)];
  if (missing.length === 0 && extra.length === 0) return;
  const parts = [
    `The output has ${output.length} lines, that of the sequential program ${expected.length}.`,
    ...show('Missing', missing),
    ...show('Too much', extra),
  ];
  throw new Violation(OUTPUT, parts.join('\n'));
}

/** Lines of one that the other does not have, or not as often. */
function without(lines: Output, others: Output): string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}

function show(what: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, SHOWN).map((line) => `  ${line}`);
  const more = lines.length > SHOWN ? [`  and ${lines.length - SHOWN} more`] : [];
  return [`${what}:`, ...shown, ...more];
}
