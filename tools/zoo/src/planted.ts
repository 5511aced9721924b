/** Another solution: a copy of a reference, or of a solution by another hand, with edits in it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { prepareOnce, type Program, type Suite } from 'harness';
import { raftSuite } from 'raft/suite';
import { applyEdits, type Edit } from './edit.ts';

export interface Planted {
  /** Unlike all others: 'E3a'. */
  readonly id: string;
  /** What is different, in a sentence without a full stop. */
  readonly what: string;
  readonly edits: readonly Edit[];
  /** Absolute path of the main file of the solution that is edited. Default: the reference. */
  readonly solution?: string;
}

/**
 * The copy, bundled for its suite.
 *
 * @param suite that the solution is for
 * @throws EditError when an edit does not apply to exactly one place
 * @throws BuildError when the result is no program
 */
export function plant(planted: Edited, suite: Suite): Promise<Program> {
  return withCopy(planted, suite, (path) => prepareOnce(suite, path));
}

/** The reference of a service, standing on a copy of the Raft reference. */
export function plantBeneath(raft: Edited, service: Suite): Promise<Program> {
  return withCopy(raft, raftSuite, (path) =>
    prepareOnce(service, service.reference, { raft: { path } }),
  );
}

type Edited = Pick<Planted, 'id' | 'edits' | 'solution'>;

/** @param use what is made of the copy, given the path of its main file; then the copy is gone */
async function withCopy(
  { id, edits, solution }: Edited,
  { reference }: Suite,
  use: (path: string) => Promise<Program>,
): Promise<Program> {
  const main = solution ?? reference;
  const folder = mkdtempSync(join(tmpdir(), 'zoo-'));
  try {
    cpSync(dirname(main), folder, { recursive: true });
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const path = join(folder, file);
      const mine = edits.filter((edit) => edit.file === file);
      writeFileSync(path, applyEdits(id, readFileSync(path, 'utf8'), mine));
    }
    return await use(join(folder, basename(main)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
