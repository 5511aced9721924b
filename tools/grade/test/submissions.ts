/** Submissions for tests: the reference, with one thing changed. */
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../src/invocation.ts';

export interface Submission {
  /** What `--submission` gets. */
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** The line of the reference that makes a server. */
const MAKE = 'export const makeRaft: MakeRaft = (options) => new Raft(options);';

/**
 * Copies the reference into a submission.
 *
 * @param makeRaft the body of makeRaft instead of `return new Raft(options);`
 */
export async function likeReference(makeRaft = ''): Promise<Submission> {
  const submission = await withFiles({});
  const source = join(submission.folder, 'raft/src');
  await cp(join(root, 'packages/raft/src'), source, { recursive: true });
  for (const name of await readdir(source)) {
    const text = (await readFile(join(source, name), 'utf8')).replaceAll("'../api.ts'", "'raft'");
    if (name === 'raft.ts' && !text.includes(MAKE)) throw new Error('the reference has changed');
    const body = `{\n${makeRaft}\nreturn new Raft(options);\n}`;
    const made = `export const makeRaft: MakeRaft = (options) => ${body};`;
    await writeFile(join(source, name), text.replace(MAKE, made));
  }
  return submission;
}

/** A submission of these files: path in it → text. */
export async function withFiles(files: Record<string, string>): Promise<Submission> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'grade-test-')));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
