/**
 * Type errors of a submission: shown, since they are often the bug, but no reason to stop. They are kept
 * between calls, by the content of all that was checked.
 */
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypeFault } from './compile-types.ts';
import { contentKey } from './content-key.ts';
import { EntryStore } from './entry-store.ts';
import { cacheFolder, forUser, root } from './invocation.ts';
import type { Subject } from './submission.ts';

/** One is small: as many as a course has submissions. */
const MAX_KEPT = 500;

/** Name of the file of an entry, a JSON of {@link TypeFault}s. */
const FILE = 'errors.json';

/**
 * Checks the types of every subject that was handed in, with the labs' own settings: a tsconfig of
 * the submission's is not looked at.
 *
 * @param from folder that the paths in messages are relative to
 * @param signal ends the compiler
 * @returns one text an error, `raft/src/raft.ts(3,8): error TS2322: …`; empty when all is well
 */
export async function typecheck(
  subjects: readonly Subject[],
  from: string,
  signal?: AbortSignal,
  store = new EntryStore(join(cacheFolder, 'types'), MAX_KEPT),
): Promise<string[]> {
  const handedIn = subjects.filter((subject) => subject.source !== undefined);
  if (handedIn.length === 0) return [];
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'grade-')));
  try {
    const faults = await faultsOf(handedIn, folder, store, signal);
    return faults.map(({ file, text }) => `${forUser(file, from)}${text}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function faultsOf(
  subjects: readonly Subject[],
  folder: string,
  store: EntryStore,
  signal: AbortSignal | undefined,
): Promise<readonly TypeFault[]> {
  const entry = join(folder, 'entry');
  await mkdir(entry);
  const key = contentKey('types', subjects, root);
  if (key !== undefined && (await store.fetch(key, entry))) {
    return JSON.parse(await readFile(join(entry, FILE), 'utf8')) as TypeFault[];
  }
  // Loaded only now: zx takes a tenth of a second.
  const { compileTypes } = await import('./compile-types.ts');
  const faults = await compileTypes(subjects, folder, signal);
  if (faults === undefined) return [];
  if (key !== undefined && contentKey('types', subjects, root) === key) {
    await writeFile(join(entry, FILE), JSON.stringify(faults));
    await store.keep(key, entry);
  }
  return faults;
}
