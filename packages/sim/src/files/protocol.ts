/**
 * What a node asks of its files: the operations of the effect `io` with their arguments, and what the
 * event `ioDone` brings back. Both are encoded as plain data (see plain.ts). Paths are the node's own
 * words; relative ones begin at '/'.
 */
import type { ErrnoCode } from './errno.ts';

/** By operation: its arguments. Positions and sizes in bytes. */
export interface IoArgs {
  open: { path: string; flags: number };
  close: { fd: number };
  /** `position` `null`: where the handle stands, which then goes on. */
  read: { fd: number; length: number; position: number | null };
  write: { fd: number; data: Data; position: number | null };
  sync: { fd: number };
  truncate: Whole & { size: number };
  /** From where the handle stands, or the whole file of that path. */
  readFile: Whole & { encoding?: 'utf8' };
  /** `flush`: the content is synced in the end. */
  writeFile: Whole & { data: Data; flush?: true };
  copyFile: { path: string; dest: string; exclusive: boolean };
  rename: { path: string; dest: string };
  link: { path: string; dest: string };
  unlink: { path: string };
  rmdir: { path: string };
  rm: { path: string; recursive: boolean; force: boolean };
  mkdir: { path: string; recursive: boolean };
  mkdtemp: { path: string };
  readdir: { path: string; recursive: boolean };
  stat: { fd: number } | { path: string };
  lstat: { path: string };
  access: { path: string };
  realpath: { path: string };
}

export type IoOp = keyof IoArgs;

/** A text stands for its bytes in UTF-8. */
export type Data = string | Uint8Array;

/** A file that is open, or one to be opened. */
export type Whole = { fd: number } | { path: string; flags: number };

/** What `stat` brings back. Times in virtual µs. */
export interface StatResult {
  readonly isFolder: boolean;
  readonly size: number;
  readonly ino: number;
  readonly nlink: number;
  readonly changedAt: number;
  readonly bornAt: number;
}

/** What `readdir` brings back, for each: the folder in the one that was asked for, and its name. */
export type EntryResult = readonly [parent: string, name: string, isFolder: boolean];

/** Why an operation failed, as Node says it. */
export interface IoFailure {
  readonly code: ErrnoCode;
  /** The call of the kernel. */
  readonly syscall: string;
  readonly path?: string;
  readonly dest?: string;
}

/** Flags of `open`, with the values of Linux. */
export const O = {
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  CREAT: 0o100,
  EXCL: 0o200,
  TRUNC: 0o1000,
  APPEND: 0o2000,
  DIRECTORY: 0o200000,
  SYNC: 0o4010000,
  DSYNC: 0o10000,
} as const;
