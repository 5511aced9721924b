/** A subject that stands on a second one, behind a shim of ours. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundle, BuildError, type Program } from '../src/bundle.ts';
import { FIXTURES, run } from './run.ts';

const MAIN = `
import { say } from '#words';
export const make = () => ({ methods: { say: (word: string) => say(word) } });
`;
const LIBRARY = `
import { ending } from './parts/ending.ts';
export function say(word: string): string {
  if (word === '') throw new RangeError('there is no word');
  return word + ending;
}
`;

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'library-')));
  await mkdir(join(folder, 'words/parts'), { recursive: true });
  await mkdir(join(folder, 'main'));
  await writeFile(join(folder, 'words/parts/ending.ts'), `export const ending = '!';\n`);
});

afterEach(() => rm(folder, { recursive: true }));

/** Bundles a subject and a library of those texts. */
async function build(main = MAIN, library = LIBRARY, name = 'words.ts'): Promise<Program> {
  await writeFile(join(folder, 'main/main.ts'), main);
  await writeFile(join(folder, 'words/words.ts'), library);
  return bundle({
    adapter: `${FIXTURES}adapter.ts`,
    subject: 'subject:fixture',
    path: join(folder, 'main/main.ts'),
    allowedImports: [],
    libraries: [
      {
        name: '#words',
        shim: `${FIXTURES}shim.ts`,
        subject: 'subject:words',
        path: join(folder, 'words', name),
        allowedImports: ['sim/guest'],
      },
    ],
  });
}

/** What a server says when it is asked for a word. */
async function say(word: string): Promise<string> {
  let said: unknown;
  const { explanation } = await run(await build(), async (world) => {
    await world.boot('S1', {});
    said = await world.invoke('S1', 'say', [word]);
  });
  return explanation ?? String(said);
}

it('is imported under one name, and what passes goes through the shim', async () => {
  expect(await say('go')).toBe('GO!');
});

it('has frames of its own in a stack, beside the subject’s; the shim has none', async () => {
  const frames = (await say('')).split('\n').filter((line) => line.includes(' at '));
  expect(frames).toEqual([
    expect.stringMatching(/at say \(.*words\/words\.ts:4:\d+\)/),
    expect.stringMatching(/at say \(.*main\/main\.ts:3:\d+\)/),
  ]);
});

it('is part of the hash', async () => {
  const one = await build();
  expect((await build()).hash).toBe(one.hash);
  expect((await build(MAIN, LIBRARY.replace('no word', 'none'))).hash).not.toBe(one.hash);
});

describe('a library', () => {
  it('may import what its own lab allows, which the subject may not', async () => {
    const guest = `import { program } from 'sim/guest';\nprogram.name;\n`;
    await expect(build(MAIN, guest + LIBRARY)).resolves.toMatchObject({
      roots: [join(folder, 'main'), join(folder, 'words')],
    });
    await expect(build(guest + MAIN)).rejects.toThrow(
      'main/main.ts:1:25: "sim/guest" cannot be imported here. Allowed are files of its own ' +
        'folder ("./…"), "#words", "node:',
    );
  });

  it.each([
    ['import files of the subject', '../main/main.ts', 'is outside of this lab'],
    ['import itself under its own name', '#words', '"#words" cannot be imported here'],
    ['import the subject by name', 'subject:fixture', '"subject:fixture" cannot be imported here'],
  ])('may not %s', async (_what, path, problem) => {
    await expect(build(MAIN, `import '${path}';${LIBRARY}`)).rejects.toThrow(problem);
  });

  it('is judged as a subject is: what cannot be simulated is named at its line', async () => {
    const error = await build(MAIN, `${LIBRARY}\nconsole.log(import.meta.url);`).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(BuildError);
    expect((error as BuildError).problems).toEqual([
      {
        file: join(folder, 'words/words.ts'),
        line: 8,
        column: 13,
        text: expect.stringContaining('import.meta cannot be simulated') as string,
      },
    ]);
  });
});

it.each([
  ['its files', '../words/words.ts', 'is outside of this lab'],
  ['the library behind the shim', 'subject:words', '"subject:words" cannot be imported here'],
])('a subject cannot go past the name to %s', async (_what, path, problem) => {
  await expect(build(`import '${path}';${MAIN}`)).rejects.toThrow(problem);
});

it('has to be there', async () => {
  await expect(build(MAIN, LIBRARY, 'nothing.ts')).rejects.toThrow(
    `There is no file ${join(folder, 'words/nothing.ts')}.`,
  );
});
