/** Another Raft: a copy of the reference with edits in it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { prepare, type Program } from 'harness';
import { raftSuite } from 'raft/suite';

export interface Planted {
  readonly id: string;
  readonly what: string;
  readonly file: 'raft.ts' | 'log.ts';
  /** Texts of the file, and what takes the place of each of their occurrences. */
  readonly edits: readonly (readonly [from: string, to: string])[];
}

/** The copy, bundled for the suite. */
export async function plant({ id, file, edits }: Planted): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), `raft-${id}-`));
  cpSync(dirname(raftSuite.reference), folder, { recursive: true });
  const path = join(folder, file);
  let text = readFileSync(path, 'utf8');
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`${id}: ${file} no longer contains ${from}`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(path, text);
  try {
    return await prepare(raftSuite, join(folder, 'raft.ts'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
