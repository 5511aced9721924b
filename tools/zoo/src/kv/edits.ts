/** Edits of the key/value reference, by its files in `packages/kvraft/src`. */
import type { Edit } from '../edit.ts';

export function clerk(text: string, replacement: string): Edit {
  return { file: 'clerk.ts', text, replacement };
}

export function rsm(text: string, replacement: string): Edit {
  return { file: 'rsm.ts', text, replacement };
}

export function server(text: string, replacement: string): Edit {
  return { file: 'server.ts', text, replacement };
}

export function machine(text: string, replacement: string): Edit {
  return { file: 'state-machine.ts', text, replacement };
}
