/** Operations on what is in files. */
import { Errno } from './errno.ts';
import { isForWriting, OpenFile } from './handles.ts';
import { Folder, RegularFile } from './inode.ts';
import { unlinkNow } from './names.ts';
import type { Target } from './namespace.ts';
import { type Data, type IoArgs, O, type Whole } from './protocol.ts';
import type { Io, Work } from './work.ts';

/** Bytes of a write that get there together: a crash can fall between any two blocks. */
const BLOCK = 4096;

export function* open(io: Io, { path, flags }: IoArgs['open']): Work {
  yield io.latency(io.namespace.fileSystemOf(path));
  return io.handles.add(openNow(io, path, flags));
}

export function* close(io: Io, { fd }: IoArgs['close']): Work {
  yield io.latency(io.handles.get(fd).fs);
  io.handles.close(fd);
  return undefined;
}

export function* sync(io: Io, { fd }: IoArgs['sync']): Work {
  const file = io.handles.get(fd);
  yield io.latency(file.fs);
  syncNow(io, file);
  return undefined;
}

function syncNow(io: Io, { fs, path, inode }: OpenFile): void {
  io.change({ fs, kind: 'sync', path }, () => fs.sync(inode));
}

export function* read(io: Io, { fd, length, position }: IoArgs['read']): Work {
  const file = io.handles.get(fd);
  yield io.latency(file.fs) + io.transfer(file.fs, sizeToRead(file, length));
  const bytes = readNow(io, file, position ?? file.position, length);
  if (position === null) file.position += bytes.length;
  return bytes;
}

export function* write(io: Io, { fd, data, position }: IoArgs['write']): Work {
  const file = io.handles.get(fd);
  const bytes = toBytes(data);
  file.toWrite();
  const written = yield* writeBlocks(io, file, bytes, position, io.latency(file.fs));
  if (written === 0 && bytes.length > 0) throw new Errno('ENOSPC');
  return written;
}

export function* truncate(io: Io, { size, ...whole }: IoArgs['truncate']): Work {
  return yield* withFile(io, whole, function* (file) {
    if ('fd' in whole) yield io.latency(file.fs);
    if (!isForWriting(file.flags) || file.inode instanceof Folder) {
      throw new Errno('EINVAL', 'ftruncate');
    }
    const { fs, path, inode } = file;
    io.change({ fs, kind: 'truncate', path, size }, () => inode.truncate(size, io.now));
    return undefined;
  });
}

export function* readFile(io: Io, { encoding, ...whole }: IoArgs['readFile']): Work {
  return yield* withFile(io, whole, function* (file) {
    const { size } = file.toRead();
    yield ('fd' in whole ? io.latency(file.fs) : 0) + io.transfer(file.fs, size);
    const bytes = readNow(io, file, file.position, Infinity);
    file.position += bytes.length;
    return encoding === undefined ? bytes : Buffer.from(bytes.buffer).toString(encoding);
  });
}

export function* writeFile(io: Io, { data, flush, ...whole }: IoArgs['writeFile']): Work {
  return yield* withFile(io, whole, function* (file) {
    const latency = 'fd' in whole ? io.latency(file.fs) : 0;
    const bytes = toBytes(data);
    const written = yield* writeBlocks(io, file, bytes, null, latency);
    if (written < bytes.length) throw new Errno('ENOSPC', 'write');
    if (flush === true) {
      yield io.latency(file.fs);
      syncNow(io, file);
    }
    return undefined;
  });
}

export function* copyFile(io: Io, { path, dest, exclusive }: IoArgs['copyFile']): Work {
  yield io.latency(io.namespace.fileSystemOf(path));
  const source = openNow(io, path, O.RDONLY);
  try {
    // A copy of a file over itself is none.
    const { inode, slash } = io.namespace.walk(dest);
    const isItself = inode === source.inode && inode instanceof RegularFile;
    if (isItself && !exclusive && !slash) return undefined;
    const flags = O.WRONLY | O.CREAT | O.TRUNC | (exclusive ? O.EXCL : 0);
    const target = openNow(io, dest, flags);
    try {
      if (source.inode instanceof Folder) throw uncopied(io, dest, 'EISDIR');
      const bytes = readNow(io, source, 0, Infinity);
      const written = yield* writeBlocks(io, target, bytes, null, 0);
      if (written < bytes.length) throw uncopied(io, dest, 'ENOSPC');
    } finally {
      target.close();
    }
    return undefined;
  } finally {
    source.close();
  }
}

/** libuv removes the target of a copy that failed, even if it was there before. */
function uncopied(io: Io, dest: string, code: 'EISDIR' | 'ENOSPC'): Errno {
  unlinkNow(io, io.namespace.find(dest));
  return new Errno(code);
}

/** With the file of a handle, or with one that is open only as long as that. */
function* withFile(io: Io, whole: Whole, use: (file: OpenFile) => Work): Work {
  if ('fd' in whole) return yield* use(io.handles.get(whole.fd));
  yield io.latency(io.namespace.fileSystemOf(whole.path));
  const file = openNow(io, whole.path, whole.flags);
  try {
    return yield* use(file);
  } finally {
    file.close();
  }
}

function openNow(io: Io, path: string, flags: number): OpenFile {
  const target = io.namespace.walk(path);
  const inode = target.inode ?? undefined;
  if (inode === undefined) {
    if ((flags & O.CREAT) === 0) throw new Errno('ENOENT');
    return create(io, target, flags);
  }
  if ((flags & O.CREAT) !== 0 && target.slash) throw new Errno('EISDIR');
  if ((flags & O.CREAT) !== 0 && (flags & O.EXCL) !== 0) throw new Errno('EEXIST');
  const { fs, path: absolute } = target;
  if (inode instanceof Folder) {
    if (isForWriting(flags) || (flags & O.CREAT) !== 0) throw new Errno('EISDIR');
  } else {
    if (target.slash || (flags & O.DIRECTORY) !== 0) throw new Errno('ENOTDIR');
    if (isForWriting(flags)) openForWriting(io, target, inode, flags);
  }
  return new OpenFile(fs, absolute, inode, flags);
}

function openForWriting(io: Io, { fs, path }: Target, file: RegularFile, flags: number): void {
  if (fs.readOnly) throw new Errno('EROFS');
  const truncated = (flags & O.TRUNC) !== 0;
  io.change({ fs, kind: 'open', path, created: false, truncated }, () => {
    if (truncated) file.truncate(0, io.now);
  });
}

function create(io: Io, { fs, path, parent, name, slash }: Target, flags: number): OpenFile {
  if (slash) throw new Errno('EISDIR');
  if (fs.readOnly) throw new Errno('EROFS');
  const file = fs.makeFile(io.now);
  io.change({ fs, kind: 'open', path, created: true, truncated: false }, () =>
    fs.put(parent?.inode as Folder, name, file, io.now),
  );
  return new OpenFile(fs, path, file, flags);
}

/**
 * @param wait µs before the first block is on its way
 * @returns bytes that were written: fewer when the disk is full
 */
function* writeBlocks(
  io: Io,
  file: OpenFile,
  bytes: Uint8Array,
  position: number | null,
  wait: number,
): Work<number> {
  const { fs, path } = file;
  let delay = wait;
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const inode = file.toWrite();
    const block = bytes.subarray(at, at + BLOCK);
    yield delay + io.transfer(fs, block.length);
    delay = 0;
    // The end of the file as it is now: another handle may have written meanwhile.
    const start = position === null ? file.position : position + at;
    const to = file.append ? inode.size : start;
    if (!fs.hasRoom(inode, to + block.length)) return at;
    io.change({ fs, kind: 'write', path, position: to, bytes: block.length }, () => {
      inode.write(to, block, io.now);
      if (file.isSynchronous) fs.sync(inode);
    });
    if (position === null) file.position = to + block.length;
  }
  if (delay > 0) yield delay;
  return bytes.length;
}

function readNow(io: Io, file: OpenFile, position: number, length: number): Uint8Array {
  const bytes = file.toRead().read(position, length);
  const { fs, path } = file;
  io.read({ fs, kind: 'read', path, position, bytes: bytes.length });
  return bytes;
}

/** How much there is to read, by what is known when it begins. */
function sizeToRead({ inode }: OpenFile, length: number): number {
  return inode instanceof RegularFile ? Math.min(length, inode.size) : 0;
}

function toBytes(data: Data): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data) : data;
}
