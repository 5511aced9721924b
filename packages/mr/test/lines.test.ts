import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK, type Line, type Range, readLines } from '../src/lines.ts';
import { splitsOf } from '../src/splits.ts';
import { Folder } from './folder.ts';

async function linesIn(path: string, range?: Range): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const block of readLines(path, range)) lines.push(...block);
  return lines;
}

/** Written otherwise than what it is for. */
function expectedLines(content: Buffer): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const [whole] of content.toString('latin1').matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const text = Buffer.from(whole.replace(/\n$/, ''), 'latin1').toString();
    lines.push({ start, text });
    start += whole.length;
  }
  return lines;
}

/** Pieces that meet in all ways: ends of lines, letters of one to four bytes, half of a letter. */
const pieces = fc.array(
  fc
    .constantFrom('\n', '\r\n', '\r', 'a', 'bc ', 'é', '€', '𝄞', '\ufeff', '\xff')
    .map((text) => (text === '\xff' ? Buffer.from([0xe2, 0x82]) : Buffer.from(text))),
  { maxLength: 60 },
);

describe('lines', () => {
  it('are those of the file, wherever it is split and whatever is in it', async () => {
    const folder = await Folder.make();
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 40 }), async (parts, splitBytes) => {
        const content = Buffer.concat(parts);
        const file = await folder.write('input', content);
        const splits = await splitsOf({ files: [file], input: 'line', splitBytes });
        const lines: Line[] = [];
        for (const split of splits) lines.push(...(await linesIn(file, split)));
        expect(lines).toEqual(expectedLines(content));
        // A split is too large by its last line only.
        for (const { start, end } of splits) {
          const last = content.subarray(0, Math.max(0, end - 1)).lastIndexOf('\n') + 1;
          expect(Math.max(start, last) - start).toBeLessThan(splitBytes);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are whole at the borders of blocks, also when they are longer than a block', async () => {
    const folder = await Folder.make();
    const long = '€'.repeat(BLOCK);
    const content = Buffer.from(`${'x'.repeat(BLOCK - 1)}\r\n€${long}\n\n${long}é\r\nend`);
    const file = await folder.write('input', content);

    expect(await linesIn(file)).toEqual(expectedLines(content));
  });

  it('of a file that has become shorter are an error', async () => {
    const folder = await Folder.make();
    const file = await folder.write('input', 'abc\n');

    await expect(linesIn(file, { start: 0, end: 9 })).rejects.toThrow(
      'expected the bytes 0 to 9, but it ends at 4: inputs must not change while a job runs',
    );
  });
});
