/** Operations on names: what a folder says of its files. Each happens at one moment, or not at all. */
import type { Plain } from '../plain.ts';
import { Errno } from './errno.ts';
import { Folder, type Inode, RegularFile } from './inode.ts';
import type { Target } from './namespace.ts';
import type { EntryResult, IoArgs, StatResult } from './protocol.ts';
import type { Io, Work } from './work.ts';

export function* rename(io: Io, args: IoArgs['rename']): Work {
  yield io.latency(io.namespace.fileSystemOf(args.path));
  const from = io.namespace.walk(args.path);
  const to = io.namespace.walk(args.dest);
  for (const { dots, path } of [from, to]) {
    if (dots !== undefined || io.namespace.isMountPoint(path)) throw new Errno('EBUSY');
  }
  const { inode } = from;
  if (inode === undefined) throw new Errno('ENOENT');
  if (!(inode instanceof Folder) && (from.slash || to.slash)) throw new Errno('ENOTDIR');
  if (from.fs !== to.fs) throw new Errno('EXDEV');
  mayReplace(from, inode, to);
  if (to.inode === inode) return undefined;
  const { fs, path } = from;
  const [source, target] = [folderOf(from), folderOf(to)];
  io.change({ fs, kind: 'rename', path, dest: to.path }, () =>
    fs.move(source, from.name, target, to.name, io.now),
  );
  return undefined;
}

/** @throws Errno unless `inode` can take the place of what `to` leads to */
function mayReplace(from: Target, inode: Inode, to: Target): void {
  if (to.path.startsWith(`${from.path}/`)) throw new Errno('EINVAL');
  if (from.path.startsWith(`${to.path}/`)) throw new Errno('ENOTEMPTY');
  const isFolder = inode instanceof Folder;
  if (to.inode instanceof Folder) {
    if (!isFolder) throw new Errno('EISDIR');
    if (to.inode !== inode && to.inode.entries.size > 0) throw new Errno('ENOTEMPTY');
  } else if (to.inode !== undefined && isFolder) {
    throw new Errno('ENOTDIR');
  }
}

export function* link(io: Io, args: IoArgs['link']): Work {
  yield io.latency(io.namespace.fileSystemOf(args.path));
  const { fs, path, inode } = io.namespace.find(args.path);
  const to = io.namespace.walk(args.dest);
  if (to.inode !== undefined) throw new Errno('EEXIST');
  if (to.slash) throw new Errno('ENOENT');
  if (fs !== to.fs) throw new Errno('EXDEV');
  if (inode instanceof Folder) throw new Errno('EPERM');
  const folder = folderOf(to);
  io.change({ fs, kind: 'link', path, dest: to.path }, () =>
    fs.put(folder, to.name, inode, io.now),
  );
  return undefined;
}

export function* unlink(io: Io, args: IoArgs['unlink']): Work {
  yield io.latency(io.namespace.fileSystemOf(args.path));
  unlinkNow(io, io.namespace.find(args.path));
  return undefined;
}

export function unlinkNow(io: Io, target: Target): void {
  if (target.inode instanceof Folder) throw new Errno('EISDIR');
  const { fs, path, name } = target;
  const folder = folderOf(target);
  io.change({ fs, kind: 'unlink', path }, () => fs.drop(folder, name, io.now));
}

export function* rmdir(io: Io, args: IoArgs['rmdir']): Work {
  yield io.latency(io.namespace.fileSystemOf(args.path));
  rmdirNow(io, io.namespace.find(args.path));
  return undefined;
}

function rmdirNow(io: Io, target: Target): void {
  const { fs, path, name, inode, dots } = target;
  if (dots !== undefined) throw new Errno(dots === '.' ? 'EINVAL' : 'ENOTEMPTY');
  if (io.namespace.isMountPoint(path)) throw new Errno('EBUSY');
  if (!(inode instanceof Folder)) throw new Errno('ENOTDIR');
  if (inode.entries.size > 0) throw new Errno('ENOTEMPTY');
  const folder = folderOf(target);
  io.change({ fs, kind: 'rmdir', path }, () => fs.drop(folder, name, io.now));
}

/** One name after the other, from the inside out: a crash leaves what is not yet gone. */
export function* rm(io: Io, { path, recursive, force }: IoArgs['rm']): Work {
  yield io.latency(io.namespace.fileSystemOf(path));
  const inode = findToRemove(io, path, force);
  if (inode === undefined) return undefined;
  if (inode instanceof Folder && !recursive) throw new Errno('EISDIR');
  yield* removeAll(io, path);
  return undefined;
}

/** @returns `undefined` when nothing is there, and need not be */
function findToRemove(io: Io, path: string, force: boolean): Inode | undefined {
  try {
    return io.namespace.find(path).inode;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (force && error.code === 'ENOENT') return undefined;
    throw new Errno(error.code, 'lstat');
  }
}

function* removeAll(io: Io, path: string): Work<void> {
  const inode = findToRemove(io, path, true);
  if (inode instanceof Folder) {
    for (const name of inode.names) {
      yield io.latency(io.namespace.fileSystemOf(path));
      yield* removeAll(io, `${path}/${name}`);
    }
  }
  // Somebody else may have been faster.
  if (findToRemove(io, path, true) === undefined) return;
  const target = io.namespace.walk(path);
  if (target.inode instanceof Folder) rmdirNow(io, target);
  else unlinkNow(io, target);
}

export function* mkdir(io: Io, { path, recursive }: IoArgs['mkdir']): Work {
  yield io.latency(io.namespace.fileSystemOf(path));
  if (!recursive) {
    mkdirNow(io, path);
    return undefined;
  }
  let first: string | undefined;
  for (const folder of waysTo(path)) {
    const { inode } = io.namespace.walk(folder);
    if (inode === undefined) {
      if (first !== undefined) yield io.latency(io.namespace.fileSystemOf(path));
      mkdirNow(io, folder);
      first ??= folder;
    } else if (inode instanceof RegularFile) {
      throw new Errno(folder === path && !path.endsWith('/') ? 'EEXIST' : 'ENOTDIR');
    }
  }
  return first;
}

/** 'a/b/c': 'a', 'a/b', 'a/b/c'. Of several slashes the last one counts, as for Node. */
function waysTo(path: string): string[] {
  const slashes = [...path.matchAll(/\/(?=[^/])/g)].map(({ index }) => index);
  const before = slashes.filter((index) => index > 0).map((index) => path.slice(0, index));
  return [...before, path];
}

function mkdirNow(io: Io, path: string): void {
  const target = io.namespace.walk(path);
  if (target.inode !== undefined) throw new Errno('EEXIST');
  const { fs } = target;
  const folder = folderOf(target);
  io.change({ fs, kind: 'mkdir', path: target.path }, () =>
    fs.put(folder, target.name, fs.makeFolder(io.now), io.now),
  );
}

export function* mkdtemp(io: Io, { path }: IoArgs['mkdtemp']): Work {
  yield io.latency(io.namespace.fileSystemOf(path));
  mkdirNow(io, path);
  return undefined;
}

export function* readdir(io: Io, { path, recursive }: IoArgs['readdir']): Work {
  yield io.latency(io.namespace.fileSystemOf(path));
  const { inode } = io.namespace.find(path);
  if (!(inode instanceof Folder)) throw new Errno('ENOTDIR');
  const found: EntryResult[] = [];
  const queue: [parent: string, folder: Folder][] = [['', inode]];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [parent, folder] = next;
    for (const name of folder.names) {
      const inner = folder.entries.get(name);
      found.push([parent, name, inner instanceof Folder]);
      if (recursive && inner instanceof Folder) {
        queue.push([parent === '' ? name : `${parent}/${name}`, inner]);
      }
    }
  }
  return found as unknown as Plain;
}

export function* stat(io: Io, args: IoArgs['stat']): Work {
  if ('fd' in args) {
    const file = io.handles.get(args.fd);
    yield io.latency(file.fs);
    return statOf(file.inode);
  }
  yield io.latency(io.namespace.fileSystemOf(args.path));
  return statOf(io.namespace.find(args.path).inode);
}

export function* access(io: Io, { path }: IoArgs['access']): Work {
  yield io.latency(io.namespace.fileSystemOf(path));
  io.namespace.find(path);
  return undefined;
}

export function* realpath(io: Io, { path }: IoArgs['realpath']): Work {
  yield io.latency(io.namespace.fileSystemOf(path));
  return io.namespace.find(path).path;
}

function statOf(inode: Inode): Plain {
  const { ino, changedAt, bornAt } = inode;
  const common = { ino, changedAt, bornAt };
  const result: StatResult =
    inode instanceof Folder
      ? { ...common, isFolder: true, size: 4096, nlink: 2 + inode.folders }
      : { ...common, isFolder: false, size: inode.size, nlink: inode.links };
  return result as unknown as Plain;
}

/** The folder that has the name. @throws Errno for the root, and for one that can't be changed */
function folderOf({ fs, parent }: Target): Folder {
  if (!(parent?.inode instanceof Folder)) throw new Errno('EBUSY');
  if (fs.readOnly) throw new Errno('EROFS');
  return parent.inode;
}
