/**
 * Keys of the grader's caches: a hash of all that a bundle or a type check could be made of. The key does
 * not depend on which files it was in particular, so a file that is new, and is found instead of another
 * one, changes the key as well. Content decides, not dates.
 */
import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Subject } from './submission.ts';

/** Folders of the repository with the code that bundles and type checks are made of, or made by. */
const OUR_FOLDERS = ['packages', 'tools/grade/src'];

/** The settings of the type check, and pnpm's record of what is installed, with all versions. */
const OUR_FILES = ['labs/tsconfig.json', 'tsconfig.base.json', 'node_modules/.pnpm/lock.yaml'];

/** Folders in {@link OUR_FOLDERS} that no program imports from. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', 'test']);

/**
 * Hash of the code of some subjects, and of all of ours that it is bundled and checked with.
 *
 * @param what is made of it, as in 'types': another word, another key
 * @param repository absolute path
 * @returns `undefined` when not all is known: the subject can get types from a `node_modules` above it
 */
export function contentKey(
  what: string,
  subjects: readonly Subject[],
  repository: string,
): string | undefined {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([what, process.version, process.platform, process.arch, repository]));
  for (const folder of OUR_FOLDERS) addFolder(hash, join(repository, folder), LEFT_OUT);
  for (const file of OUR_FILES) addFile(hash, join(repository, file));
  for (const { suite, path, source, libraries } of subjects) {
    hash.update(JSON.stringify([suite.lab, path, source, libraries]));
    for (const folder of [source, ...Object.values(libraries).map(({ root }) => root)]) {
      if (folder === undefined) continue; // It is ours.
      if (hasOtherPackages(folder, repository)) return undefined;
      addFolder(hash, folder);
      addManifests(hash, folder);
    }
  }
  return hash.digest('hex');
}

function addFolder(hash: Hash, folder: string, leftOut: ReadonlySet<string> = new Set()): void {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (leftOut.has(entry.name)) continue;
    if (entry.isDirectory()) addFolder(hash, path, leftOut);
    else if (entry.isFile()) addFile(hash, path);
  }
}

/** The length keeps the end of one file from being taken for the beginning of the next. */
function addFile(hash: Hash, path: string): void {
  const content = readFileSync(path);
  hash.update(JSON.stringify([path, content.length])).update(content);
}

/** Manifests above a folder: the bundler reads the nearest one. */
function addManifests(hash: Hash, folder: string): void {
  for (const above of foldersAbove(folder)) {
    const manifest = join(above, 'package.json');
    if (existsSync(manifest)) addFile(hash, manifest);
  }
}

function hasOtherPackages(folder: string, repository: string): boolean {
  return foldersAbove(folder).some(
    (above) =>
      above !== repository &&
      !above.startsWith(repository + sep) &&
      existsSync(join(above, 'node_modules')),
  );
}

function foldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...foldersAbove(above)];
}
