/** Another Raft: a copy of the reference with edits in it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { prepareOnce, type Program } from 'harness';
import { raftSuite } from 'raft/suite';
import { applyEdits, type Edit } from './edit.ts';

export interface Planted {
  /** Unlike all others: 'E3a'. */
  readonly id: string;
  /** What is different, in a sentence without a full stop. */
  readonly what: string;
  readonly edits: readonly Edit[];
}

/**
 * The copy, bundled for the suite.
 *
 * @throws EditError when an edit does not apply to exactly one place
 * @throws BuildError when the result is no program
 */
export async function plant({ id, edits }: Planted): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-'));
  try {
    cpSync(dirname(raftSuite.reference), folder, { recursive: true });
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const path = join(folder, file);
      const mine = edits.filter((edit) => edit.file === file);
      writeFileSync(path, applyEdits(id, readFileSync(path, 'utf8'), mine));
    }
    return await prepareOnce(raftSuite, join(folder, 'raft.ts'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
