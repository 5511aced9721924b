/** What is graded: which file is the subject of each lab's suite. */
import { type Dirent, existsSync, statSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Libraries, Suite } from 'harness';
import { exitCodes, Refusal } from './exit.ts';
import { forUser } from './invocation.ts';
import { findLab, labs } from './labs.ts';
import type { Lab } from './labs.ts';

/** Whose code: the student's in `labs/`, ours, or what somebody has handed in. */
export type Target = (
  | { readonly kind: 'labs' | 'reference' }
  /** `given` is the folder as the user wrote it. */
  | { readonly kind: 'submission'; readonly given: string; readonly folder: string }
) & {
  /** What stands on a Raft is to stand on ours; else on the one beside it. */
  readonly raft?: 'reference';
};

/** One lab's code, ready to be bundled. */
export interface Subject {
  readonly suite: Suite;
  /** Absolute path of its main file. */
  readonly path: string;
  /** The only folder that its files may come from; absent for ours. */
  readonly source?: string;
  /** The code of other labs that it stands on; of those that are not named here, ours. */
  readonly libraries: Libraries;
}

export interface Request {
  readonly target: Target;
  /** Names of labs; empty: all that are there. */
  readonly labs: readonly string[];
  /** The folder with the student's labs. */
  readonly labsFolder: string;
  /** The folder in which the user stands: messages name paths from there. */
  readonly from: string;
}

/**
 * Finds the code of every lab asked for.
 *
 * @throws Refusal for a folder, a lab or a main file that is not there, and for a symbolic link
 */
export async function findSubjects(request: Request): Promise<Subject[]> {
  const { target, from } = request;
  const chosen = request.labs.map(findLab);
  if (target.kind === 'submission') checkFolder(target.folder, target.given);
  const folder = target.kind === 'submission' ? target.folder : request.labsFolder;
  const asked = chosen.length > 0 ? chosen : labs.filter((lab) => isThere(lab, target, folder));
  if (asked.length === 0) throw new Refusal(exitCodes.nothing, explainEmpty(folder, from));
  return Promise.all(asked.map((lab) => findSubject(lab, target, folder, from)));
}

function isThere(lab: Lab, target: Target, folder: string): boolean {
  return lab.handedIn && (target.kind === 'reference' || existsSync(join(folder, lab.name)));
}

async function findSubject(
  lab: Lab,
  target: Target,
  folder: string,
  from: string,
): Promise<Subject> {
  const suite = await lab.load();
  if (target.kind === 'reference' || !lab.handedIn) {
    return { suite, path: suite.reference, libraries: {} };
  }
  const why = `the suite of ${lab.name} starts from that file.`;
  const { path, root } = await findSolution(suite, folder, from, why);
  return { suite, path, source: root, libraries: await findLibraries(suite, target, folder, from) };
}

async function findLibraries(
  { lab, libraries = [] }: Suite,
  { raft }: Target,
  folder: string,
  from: string,
): Promise<Libraries> {
  if (raft === 'reference') return {};
  const found = libraries.map(async ({ suite: other }) => {
    const why = `${lab} stands on that ${other.lab}. --${other.lab} reference grades it on ours.`;
    return [other.lab, await findSolution(other, folder, from, why)] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** @param why it has to be there */
async function findSolution({ lab, entry }: Suite, folder: string, from: string, why: string) {
  const source = join(folder, lab, 'src');
  await refuseLinks([join(folder, lab), source], source, from);
  const path = join(folder, lab, entry);
  if (!existsSync(path)) {
    throw new Refusal(exitCodes.build, `${forUser(path, from)} is not there: ${why}`);
  }
  return { path: await realpath(path), root: await realpath(source) };
}

function checkFolder(folder: string, given: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return;
  throw new Refusal(
    exitCodes.usage,
    stat === undefined
      ? `--submission ${given}: there is no such folder (looked for ${resolve(folder)}).`
      : `--submission ${given}: that is a file; expected a folder with <lab>/src in it.`,
  );
}

function explainEmpty(folder: string, from: string): string {
  const shape = labs.filter((lab) => lab.handedIn).map((lab) => `${lab.name}/src`);
  const either = new Intl.ListFormat('en-GB', { type: 'disjunction' });
  const hint = existsSync(join(folder, 'src'))
    ? ' It has a src itself: name the folder above.'
    : '';
  return `${forUser(folder, from)} holds no lab: expected ${either.format(shape)} in it.${hint}`;
}

/** What a link points to is not in the submission, so it is not what was handed in. */
async function refuseLinks(parents: string[], source: string, from: string): Promise<void> {
  const entries = existsSync(source)
    ? await readdir(source, { withFileTypes: true, recursive: true })
    : [];
  const links = [
    ...(await Promise.all(parents.map(linkAt))).filter((path) => path !== undefined),
    ...entries.filter((entry) => entry.isSymbolicLink()).map(pathOf),
  ];
  const [link] = links;
  if (link === undefined) return;
  throw new Refusal(
    exitCodes.build,
    `${forUser(link, from)} is a symbolic link: a submission brings its own files.`,
  );
}

async function linkAt(path: string): Promise<string | undefined> {
  const above = await readdir(resolve(path, '..'), { withFileTypes: true }).catch(() => []);
  const entry = above.find((candidate) => pathOf(candidate) === path);
  return entry?.isSymbolicLink() ? path : undefined;
}

function pathOf(entry: Dirent): string {
  return join(entry.parentPath, entry.name);
}
