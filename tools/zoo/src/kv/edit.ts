/** Edits of the key/value reference. */
import type { Edit } from '../edit.ts';

/** A file of the reference, by its name in `packages/kvraft/src`. */
export type KvFile = 'clerk.ts' | 'rsm.ts' | 'server.ts' | 'state-machine.ts';

export function clerk(text: string, replacement: string): Edit<KvFile> {
  return { file: 'clerk.ts', text, replacement };
}

export function rsm(text: string, replacement: string): Edit<KvFile> {
  return { file: 'rsm.ts', text, replacement };
}

export function server(text: string, replacement: string): Edit<KvFile> {
  return { file: 'server.ts', text, replacement };
}

export function machine(text: string, replacement: string): Edit<KvFile> {
  return { file: 'state-machine.ts', text, replacement };
}
