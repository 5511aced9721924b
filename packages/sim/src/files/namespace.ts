/** The tree of names that a node sees: file systems, each mounted at an absolute path. */
import { posix } from 'node:path';
import { Errno } from './errno.ts';
import { FileSystem } from './file-system.ts';
import { Folder, type Inode } from './inode.ts';

/** Absolute path → what is mounted there. */
export type Mounts = Readonly<Record<string, FileSystem>>;

/** A name in a folder, and what it leads to. */
export interface Place {
  readonly fs: FileSystem;
  /** Absolute, without '.', '..' and slashes too many. */
  readonly path: string;
  /** Where the name stands; that of the root is the root. */
  readonly parent: Place | undefined;
  readonly name: string;
  /** `undefined`: nothing has that name. */
  readonly inode: Inode | undefined;
}

/** The end of a path, as it was written. */
export interface Target extends Place {
  /** It ends in a slash, which only a folder may. */
  readonly slash: boolean;
  /** '.' or '..', where the path ends so. */
  readonly dots: string | undefined;
}

const LONGEST_NAME = 255;
const LONGEST_PATH = 4095;

export class Namespace {
  readonly #mounts: ReadonlyMap<string, FileSystem>;
  readonly #root: Place;

  /** @throws Error when something is mounted at a path that is not absolute */
  constructor(mounts: Mounts) {
    for (const path of Object.keys(mounts)) {
      if (path !== posix.resolve('/', path)) throw new Error(`mounts: ${path} is no absolute path`);
    }
    const fs = mounts['/'] ?? emptyRoot(mounts);
    this.#mounts = new Map(Object.entries({ ...mounts, '/': fs }));
    this.#root = { fs, path: '/', parent: undefined, name: '', inode: fs.root };
  }

  /** All that are mounted, each once. */
  get fileSystems(): ReadonlySet<FileSystem> {
    return new Set(this.#mounts.values());
  }

  /** The file system in which the path ends, or would end, whether or not there is such a file. */
  fileSystemOf(path: string): FileSystem {
    let at = posix.resolve('/', path);
    for (;;) {
      const fs = this.#mounts.get(at);
      if (fs !== undefined) return fs;
      at = posix.dirname(at);
    }
  }

  /**
   * Where a path leads, as the kernel walks it: name by name, '..' included.
   *
   * @param path relative paths begin at '/'
   * @throws Errno ENOENT for a name before the last that is not there, ENOTDIR for a file in its place
   */
  walk(path: string): Target {
    if (path === '') throw new Errno('ENOENT');
    if (Buffer.byteLength(path) > LONGEST_PATH) throw new Errno('ENAMETOOLONG');
    const names = path.split('/').filter((name) => name !== '');
    let at = this.#root;
    for (const name of names) at = this.#step(at, name);
    const last = names.at(-1);
    const slash = path.endsWith('/');
    return { ...at, slash, dots: last === '.' || last === '..' ? last : undefined };
  }

  /**
   * The same for what has to be there.
   *
   * @throws Errno ENOENT when it is not, ENOTDIR when it should be a folder and is none
   */
  find(path: string): Target & { readonly inode: Inode } {
    const place = this.walk(path);
    const { inode } = place;
    if (inode === undefined) throw new Errno('ENOENT');
    if (place.slash && !(inode instanceof Folder)) throw new Errno('ENOTDIR');
    return { ...place, inode };
  }

  /** Whether a file system is mounted there: such a folder can't be moved or removed. */
  isMountPoint(path: string): boolean {
    return this.#mounts.has(path);
  }

  #step(at: Place, name: string): Place {
    if (at.inode === undefined) throw new Errno('ENOENT');
    if (!(at.inode instanceof Folder)) throw new Errno('ENOTDIR');
    if (name === '.') return at;
    if (name === '..') return at.parent ?? at;
    if (Buffer.byteLength(name) > LONGEST_NAME) throw new Errno('ENAMETOOLONG');
    const path = at.parent === undefined ? `/${name}` : `${at.path}/${name}`;
    const mounted = this.#mounts.get(path);
    const fs = mounted ?? at.fs;
    return { fs, path, parent: at, name, inode: mounted?.root ?? at.inode.entries.get(name) };
  }
}

/** Where nothing is mounted at '/': the folders that lead to the mounts, and nothing else. */
function emptyRoot(mounts: Mounts): FileSystem {
  const root = new FileSystem({ readOnly: true });
  for (const path of Object.keys(mounts)) root.makeFolders(path);
  return root;
}
