/** What happens to the files of a node, as checks and traces see it. */
import { posix } from 'node:path';
import type { FileSystem } from './file-system.ts';

/**
 * At the moment when it takes effect. Paths are absolute, as the node sees them; that of a file that
 * has been renamed since it was opened is the one by which it was opened.
 */
export type FileOperation = { readonly fs: FileSystem } & (
  | {
      /** Opened for writing. */
      readonly kind: 'open';
      readonly path: string;
      readonly created: boolean;
      /** It was there, and what was in it is gone. */
      readonly truncated: boolean;
    }
  /** So many bytes are there now, or were read, from `position` on. A write has 4096 at most. */
  | {
      readonly kind: 'write' | 'read';
      readonly path: string;
      readonly position: number;
      readonly bytes: number;
    }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  | { readonly kind: 'rename' | 'link'; readonly path: string; readonly dest: string }
  | { readonly kind: 'unlink' | 'mkdir' | 'rmdir'; readonly path: string }
  /** Of a file: its content is durable now; of a folder: so are all names. */
  | { readonly kind: 'sync'; readonly path: string }
);

/** As in 'rename /job/tmp-3 → mr-out-3'. */
export function describe(operation: FileOperation): string {
  const { kind, path } = operation;
  switch (kind) {
    case 'open':
      return `open ${path}${operation.created ? ', new' : operation.truncated ? ', emptied' : ''}`;
    case 'write':
    case 'read':
      return `${kind} ${path}, ${operation.bytes} bytes from ${operation.position}`;
    case 'truncate':
      return `truncate ${path} to ${operation.size} bytes`;
    case 'rename':
    case 'link':
      return `${kind} ${path} → ${nameBeside(path, operation.dest)}`;
    case 'unlink':
    case 'mkdir':
    case 'rmdir':
    case 'sync':
      return `${kind} ${path}`;
  }
}

/** Of two paths in one folder, the second one's name will do. */
function nameBeside(path: string, other: string): string {
  return posix.dirname(path) === posix.dirname(other) ? posix.basename(other) : other;
}
