/** The same random operations on files, by real Node in a real folder and by a simulated node. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/bundle.ts';
import { FileSystem, type FileSystemOptions } from '../../src/files/file-system.ts';
import { encode, type Plain } from '../../src/plain.ts';
import { type Call, play } from '../fixtures/file-script.ts';
import { prepare, run, type Options } from '../run.ts';

let program: Program;

beforeAll(async () => {
  program = await prepare('files.ts', ['node:fs/promises']);
});

async function inNode(script: readonly Call[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'agree-files-'));
  try {
    await mkdir(join(folder, 'root'));
    return await play(join(folder, 'root'), script);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function inWorld(script: readonly Call[], options: Options & FileSystemOptions = {}) {
  const { writeBack = false } = options;
  const fs = new FileSystem({ writeBack });
  fs.makeFolders('/tmp/any/root');
  let results: Plain;
  const ran = await run(
    program,
    async (world) => {
      await world.boot('S1', {}, { mounts: { '/': fs } });
      results = await world.invoke('S1', 'play', ['/tmp/any/root', script as unknown as Plain]);
    },
    options,
  );
  expect(ran.explanation).toBeUndefined();
  return results as string[];
}

const LONG = 'n'.repeat(255);
const path = fc.constantFrom(
  ...'a a b d d d/a d/e d/e/f d/e/f/g a/x new new/x d/./a d/../b d//a d/new e ünï'.split(' '),
  `d/${LONG}`,
);
/** Of these some end in a slash, or in dots. */
const anyPath = fc.oneof(
  { weight: 6, arbitrary: path },
  { weight: 1, arbitrary: fc.constantFrom('a/', 'd/', 'new/', 'd/.', 'd/e/..', '', '.', 'd/e/') },
);
const text = fc.constantFrom(
  '',
  'x',
  'one\ntwo\r\nthree',
  'ünï 🙂\n',
  'y'.repeat(5000),
  '\ufeffbom\n',
);
const size = fc.constantFrom(0, 1, 3, 7, 4096, 5001);
const position = fc.constantFrom(null, 0, 2, 5000);
const flags = fc.constantFrom(
  ...'r r r+ r+ rs rs+ as w w+ wx wx+ a a+ ax ax+ xa sr+ rx q'.split(' '),
);
const encoding = fc.constantFrom<Plain>(null, 'utf8', 'utf-8', 'hex', 'latin1', 'nope');
/** What is no hexadecimal number becomes other bytes here. */
const textEncoding = encoding.filter((name) => name !== 'hex');
const slot = fc.integer({ min: 0, max: 1 });

type Any = fc.Arbitrary<Plain>;
const callOf =
  (...paths: fc.Arbitrary<string>[]) =>
  (name: string, ...rest: Any[]): fc.Arbitrary<Call> =>
    fc.record({ call: fc.constant(name), paths: fc.tuple(...paths), rest: fc.tuple(...rest) });
const call = callOf(anyPath);
/** Of these some are there most of the time. */
const likely = fc.constantFrom('a', 'b', 'd');
const callOfTwo = callOf(anyPath, anyPath);
const on = (method: string, ...rest: Any[]): fc.Arbitrary<Call> =>
  fc.record({ on: slot, method: fc.constant(method), rest: fc.tuple(...rest) });

const bytes = fc.constantFrom(new Uint8Array(0), new Uint8Array([104, 105, 33]));
const recursive = fc.constantFrom<Plain>({}, { recursive: true }, { recursive: false });
const listing = fc.constantFrom<Plain>({}, { withFileTypes: true }, { recursive: true });

const step: fc.Arbitrary<Call> = fc.oneof(
  call('access'),
  call('appendFile', text),
  callOfTwo('copyFile', fc.constantFrom(0, 1)),
  callOfTwo('link'),
  call('lstat'),
  call('mkdir', recursive),
  call('mkdir'),
  call('readFile', encoding),
  call('readFile', fc.record({ encoding, flag: flags })),
  call('readdir', listing),
  call('realpath'),
  callOfTwo('rename'),
  callOf(likely, path)('rename'),
  callOf(likely, path)('link'),
  callOf(path)('rm', recursive),
  callOf(path)('rm', fc.constant({ force: true })),
  call('rmdir'),
  call('stat'),
  call('truncate', size),
  call('unlink'),
  call('writeFile', text),
  call('writeFile', bytes),
  call('writeFile', text, fc.record({ encoding: textEncoding, flag: flags })),
  call('writeFile', text, fc.record({ flush: fc.constantFrom(true, false, null, 1) })),
  call('appendFile', bytes, fc.record({ flush: fc.constant(true), flag: flags })),
  fc.record({ open: slot, path: anyPath, flags }),
  fc.record({ open: slot, path, flags }),
  fc.record({ open: slot, path: fc.constantFrom('d', 'd/e'), flags: fc.constant('r') }),
  on('appendFile', text),
  on('close'),
  on('datasync'),
  on('read', bytes),
  on('read', bytes, size, size, position),
  on('read', fc.record({ length: size, position })),
  on('readFile', encoding),
  on('readLines'),
  on('firstLine'),
  on('readSomeLines'),
  on('writeAndClose'),
  on('stat'),
  on('sync'),
  on('truncate', size),
  on('truncate'),
  on('write', text, position, textEncoding),
  on('write', bytes, size, size, position),
  on('write', bytes),
  on('writeFile', text, textEncoding),
  on('writeFile', text, fc.record({ flush: fc.constantFrom(true, 'yes') })),
);

const everything: Call[] = [
  { call: 'readdir', paths: ['.'], rest: [{ recursive: true }] },
  ...['a', 'b', 'd/a', 'new', 'd/new'].flatMap((name): Call[] => [
    { call: 'stat', paths: [name] },
    { call: 'readFile', paths: [name] },
  ]),
];

it('lines end where they do in Node, also between two chunks of 64 KiB', async () => {
  const full = 'x'.repeat(65_535);
  for (const end of ['\r\nlast', '\r', '\rlast', '\n', '\r\n', '🙂\nlast', '\r\r\nlast']) {
    const script: Call[] = [
      { call: 'writeFile', paths: ['a'], rest: [`\ufeffone\rtwo\u2028\n\n${end}`] },
      { call: 'writeFile', paths: ['b'], rest: [full + end] },
      ...['a', 'b'].flatMap((path): Call[] => [
        { open: 0, path, flags: 'r' },
        { on: 0, method: 'readLines' },
        { on: 0, method: 'read' }, // It is closed by now.
      ]),
    ];
    expect(await inWorld(script)).toEqual(await inNode(script));
  }
});

// The errors of other systems have other codes.
it.runIf(process.platform === 'linux')(
  'a script of any calls has the same results and the same errors',
  async () => {
    const beginning: Call[] = [
      { call: 'writeFile', paths: ['a'], rest: ['one\ntwo'] },
      { call: 'mkdir', paths: ['d/e'], rest: [{ recursive: true }] },
      { open: 0, path: 'a', flags: 'r+' },
      { open: 1, path: 'b', flags: 'a+' },
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
        const script = [...beginning, ...steps, ...everything];
        const [real, simulated] = [await inNode(script), await inWorld(script)];
        const lines = (results: string[]): string[] =>
          results.map((result, i) => `${encode(script[i] as Plain).slice(0, 150)} → ${result}`);
        expect(lines(simulated)).toEqual(lines(real));
        expect(await inWorld(script, { writeBack: true })).toEqual(simulated);
      }),
      { numRuns: 100 },
    );
  },
);
