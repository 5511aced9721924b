/** All operations, by their names. */
import * as contents from './contents.ts';
import * as names from './names.ts';
import type { IoArgs, IoOp } from './protocol.ts';
import type { Io, Work } from './work.ts';

type Operations = { readonly [Op in IoOp]: (io: Io, args: IoArgs[Op]) => Work };

const { open, close, read, write, sync, truncate, readFile, writeFile, copyFile } = contents;
const { rename, link, unlink, rmdir, rm, mkdir, mkdtemp, readdir, stat, access, realpath } = names;

const operations: Operations = {
  open,
  close,
  read,
  write,
  sync,
  truncate,
  readFile,
  writeFile,
  copyFile,
  rename,
  link,
  unlink,
  rmdir,
  rm,
  mkdir,
  mkdtemp,
  readdir,
  stat,
  lstat: stat,
  access,
  realpath,
};

/** Begins an operation: nothing has happened yet. */
export function begin<Op extends IoOp>(io: Io, op: Op, args: IoArgs[Op]): Work {
  return operations[op](io, args);
}

/** What the kernel calls it, where Node does not call it the same. */
const SYSCALLS: { readonly [Op in IoOp]?: string } = {
  readdir: 'scandir',
  copyFile: 'copyfile',
  sync: 'fsync',
  readFile: 'open',
  writeFile: 'open',
  truncate: 'open',
};

export function syscallOf(op: IoOp): string {
  return SYSCALLS[op] ?? op;
}
