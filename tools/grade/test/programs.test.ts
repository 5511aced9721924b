/** Bundles that are kept between calls: never an old one, and never another run. */
import { appendFile, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareOnce, runCase } from 'harness';
import { raftSuite } from 'raft/suite';
import type { Program } from 'sim';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EntryStore } from '../src/entry-store.ts';
import { buildPrograms, type Prepared } from '../src/programs.ts';
import type { Subject } from '../src/submission.ts';
import { likeReference, type Submission } from './submissions.ts';

let submission: Submission;
let folder = '';

beforeEach(async () => {
  submission = await likeReference();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'grade-test-')));
});
afterEach(async () => {
  await submission.remove();
  await rm(folder, { recursive: true });
});

const source = () => join(submission.folder, 'raft/src');

const bundled = async ({ suite, path, source: root = '' }: Subject): Promise<Prepared> => ({
  program: await prepareOnce(suite, { path, root }),
});

/** What a new call of the grader gets. */
async function build(prepare: (subject: Subject) => Promise<Prepared>) {
  const subject = { suite: raftSuite, path: join(source(), 'raft.ts'), source: source() };
  const store = new EntryStore(join(folder, 'programs'), 3);
  const programs = await buildPrograms([{ ...subject, libraries: {} }], folder, prepare, store);
  const text = await readFile(programs.files['raft'] ?? '', 'utf8');
  await programs.remove();
  return { hash: programs.hashes['raft'], program: JSON.parse(text) as Program };
}

it('are bundled once, and run as a new bundle does', async () => {
  const prepare = vi.fn(bundled);
  const first = await build(prepare);
  const second = await build(prepare);
  expect(prepare).toHaveBeenCalledTimes(1);
  expect(second).toEqual(first);
  expect(second.program.hash).toBe(second.hash);
  const test = raftSuite.cases.find(({ name }) => name === 'InitialElection')!;
  const verdicts = [first, second, await build(bundled)].map(({ program }) =>
    runCase(test, { suite: raftSuite, program, seed: 7 }),
  );
  const hashes = (await Promise.all(verdicts)).map(({ status, hash }) => `${status} ${hash}`);
  expect(new Set(hashes).size).toBe(1);
  expect(hashes[0]).toMatch(/^pass \w+/);
});

it('are bundled anew after a change of a file that the main file imports', async () => {
  const prepare = vi.fn(bundled);
  const first = await build(prepare);
  await appendFile(join(source(), 'log.ts'), '\nglobalThis.console.debug(1);\n');
  const second = await build(prepare);
  expect(prepare).toHaveBeenCalledTimes(2);
  expect(second.hash).not.toBe(first.hash);
  expect(second.program.code).toContain('console.debug(1)');
});

it('are not kept when a file has changed meanwhile, and is changed back', async () => {
  const file = join(source(), 'log.ts');
  const text = await readFile(file, 'utf8');
  const prepare = vi.fn(async (subject: Subject) => {
    await writeFile(file, `${text}\nglobalThis.console.debug(1);\n`);
    return bundled(subject);
  });
  await build(prepare);
  await writeFile(file, text);
  const { program } = await build(bundled);
  expect(prepare).toHaveBeenCalledTimes(1);
  expect(program.code).not.toContain('console.debug(1)');
});

it('are not kept when they do not build', async () => {
  await appendFile(join(source(), 'log.ts'), '\nthis is no code\n');
  const prepare = vi.fn(bundled);
  await expect(build(prepare)).rejects.toThrow('It does not build.');
  await expect(build(prepare)).rejects.toThrow('It does not build.');
  expect(prepare).toHaveBeenCalledTimes(2);
});
