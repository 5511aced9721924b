/** The list of faults as a file: what was written can be read, and what is wrong is named. */
import { drawFaults, type Fault } from 'harness';
import { Decisions } from 'sim';
import { describe, expect, it } from 'vitest';
import { exitCodes, Refusal } from '../src/exit.ts';
import { editFaults } from '../src/fault-edit.ts';
import { formatFaults, listFaults, parseFaults } from '../src/fault-list.ts';

const servers = ['S1', 'S2', 'S3', 'S4', 'S5'];
const pause: Fault = { fault: 1, at: 1200, for: 900, action: 'pause', server: 'S3' };
const line = (changes: object, base: object = pause): string =>
  JSON.stringify({ ...base, ...changes });

it('reads what it has written, of any seed', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const drawn = drawFaults(new Decisions(seed), { servers, length: 10_000 });
    expect(parseFaults(formatFaults(drawn, 'a case'), 'list')).toEqual(drawn);
  }
});

it('leaves out empty lines and what is commented out', () => {
  const text = `# of a case\n\n  # ${line({})}\n${line({ fault: 2 })}\n`;
  expect(parseFaults(text, 'list')).toEqual([{ ...pause, fault: 2 }]);
});

describe('a line that is no fault', () => {
  it.each<[string, string, string]>([
    ['no JSON', 'pause S3', 'expected a fault in JSON, as in {"fault":1'],
    ['no object', '7', 'expected object, received number'],
    ['no action', line({ action: undefined }), 'there is none.'],
    ['an action that is none', line({ action: 'paus' }), 'found "paus". Did you mean "pause"?'],
    ['an unknown field', line({ sevrer: 'S1' }), 'Unrecognized key: "sevrer"'],
    ['no server', line({ server: undefined }), '"server":'],
    ['a server that is none', line({ server: '3' }), '"server": expected a server, as in "S3"'],
    ['no number', line({ fault: undefined }), '"fault":'],
    ['a time that is none', line({ at: '1.2s' }), '"at":'],
    ['a time before the beginning', line({ at: -1 }), '"at":'],
    ['no end', line({ for: undefined }), '"for":'],
    ['no length', line({ for: 0 }), '"for":'],
    ['a share of more than all', line({ action: 'loss', share: 7, server: undefined }), '"share":'],
    [
      'a cut of nobody',
      line({ action: 'cut', from: [], to: ['S1'], server: undefined }),
      '"from":',
    ],
    [
      'a power failure at nobody',
      line({ action: 'power failure', servers: [], server: undefined }),
      '"servers":',
    ],
    ['a clock that stands', line({ action: 'clock', rate: 0 }), '"rate":'],
    ['effects of a fraction', line({ action: 'crash', afterEffects: 1.5 }), '"afterEffects":'],
  ])('is refused, with its place and the field: %s', (_what, wrong, message) => {
    const read = (): Fault[] =>
      parseFaults(`# comment\n${line({ fault: 9 })}\n${wrong}\n`, 'f.txt');
    expect(read).toThrow(Refusal);
    expect(read).toThrow(/^f\.txt:3: /);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ exitCode: exitCodes.usage }));
  });

  it('is refused when its number is taken', () => {
    const text = `${line({})}\n${line({ server: 'S1' })}\n`;
    expect(() => parseFaults(text, 'f')).toThrow('f:2: there are two faults with the number 1');
  });

  it.each(['isolate', 'crash'])('may have no end, when it is to %s a server', (action) => {
    const found = parseFaults(line({ action, for: undefined }), 'f');
    expect(found).toEqual([{ fault: 1, at: 1200, action, server: 'S3' }]);
  });
});

describe('an edit', () => {
  const drawn = [1, 2, 3].map((fault): Fault => ({ ...pause, fault }));
  const list = [7, 8].map((fault): Fault => ({ ...pause, fault }));

  it('leaves faults out, takes others in their place, or both', () => {
    const numbersOf = (faults: readonly Fault[]) => faults.map(({ fault }) => fault);
    expect(numbersOf(editFaults(drawn, {}))).toEqual([1, 2, 3]);
    expect(numbersOf(editFaults(drawn, { without: [2, 9] }))).toEqual([1, 3]);
    expect(numbersOf(editFaults(drawn, { list }))).toEqual([7, 8]);
    expect(numbersOf(editFaults(drawn, { list, without: [7] }))).toEqual([8]);
  });

  it('shows what was left out', () => {
    expect(listFaults(drawn, editFaults(drawn, { without: [2] }))).toEqual([
      '  1  at 1.200 s for 0.900 s: pause S3',
      '- 2  at 1.200 s for 0.900 s: pause S3',
      '  3  at 1.200 s for 0.900 s: pause S3',
    ]);
  });
});
