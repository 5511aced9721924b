/** Edits of the Raft reference. */
import type { Edit } from '../edit.ts';

/** A file of the reference, by its name in `packages/raft/src`. */
export type RaftFile = 'raft.ts' | 'log.ts';

export function raft(text: string, replacement: string): Edit {
  return editOf('raft.ts', text, replacement);
}

export function log(text: string, replacement: string): Edit {
  return editOf('log.ts', text, replacement);
}

function editOf(file: RaftFile, text: string, replacement: string): Edit {
  return { file, text, replacement };
}
