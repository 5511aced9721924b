/** `node:fs/promises` on the file systems that the case has mounted. */
import type { EntryResult, StatResult, Whole } from '../../../src/files/protocol.ts';
import { constants } from '../fs/constants.ts';
import {
  checkInteger,
  dataOf,
  flagsOf,
  flushOf,
  invalidValue,
  type Options,
  optionsOf,
  pathOf,
} from '../fs/arguments.ts';
import { FileHandle, isMany, mustNotBeBig, readWhole } from '../fs/file-handle.ts';
import { io } from '../fs/io.ts';
import { ownHost } from '../fs/own-host.ts';
import { Dirent, Stats } from '../fs/stats.ts';
import { forbiddenFunction } from '../forbidden.ts';

export { constants };

const simulated = {
  access: async (path: unknown): Promise<void> => {
    await io('access', { path: pathOf(path) });
  },

  appendFile: (path: unknown, data: unknown, options?: unknown): Promise<void> =>
    writeWhole(path, data, options, 'a'),

  copyFile: async (path: unknown, dest: unknown, mode = 0): Promise<void> => {
    const exclusive = (mode & constants.COPYFILE_EXCL) !== 0;
    await io('copyFile', { path: pathOf(path, 'src'), dest: pathOf(dest, 'dest'), exclusive });
  },

  link: async (path: unknown, dest: unknown): Promise<void> => {
    await io('link', { path: pathOf(path, 'existingPath'), dest: pathOf(dest, 'newPath') });
  },

  lstat: async (path: unknown, options?: unknown): Promise<Stats> => {
    mustNotBeBig(options);
    return new Stats((await io('lstat', { path: pathOf(path) })) as StatResult);
  },

  mkdir: async (path: unknown, options?: Options | number | string): Promise<unknown> => {
    const recursive = typeof options === 'object' && options?.recursive === true;
    return await io('mkdir', { path: pathOf(path), recursive });
  },

  mkdtemp: async (prefix: unknown): Promise<string> => {
    const start = pathOf(prefix, 'prefix');
    for (;;) {
      const path = start + sixLetters();
      try {
        await io('mkdtemp', { path });
        return path;
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
      }
    }
  },

  open: async (path: unknown, flags?: unknown, _mode?: unknown): Promise<FileHandle> => {
    return new FileHandle((await openFile(pathOf(path), flagsOf(flags, 'r'))) as number);
  },

  readFile: async (path: unknown, options?: unknown): Promise<unknown> => {
    if (path instanceof FileHandle) return await path.readFile(options);
    const { flag } = optionsOf(options);
    return await readWhole({ path: pathOf(path), flags: flagsOf(flag, 'r') }, options);
  },

  readdir: async (path: unknown, options?: unknown): Promise<unknown> => {
    const { encoding, withFileTypes = false, recursive = false } = optionsOf(options);
    const folder = pathOf(path);
    const found = (await io('readdir', { path: folder, recursive })) as EntryResult[];
    const text = (name: string): string | Buffer =>
      encoding === 'buffer' ? Buffer.from(name) : name;
    if (withFileTypes) {
      return found.map(
        ([parent, name, isFolder]) =>
          new Dirent(text(name), parent === '' ? folder : join(folder, parent), isFolder),
      );
    }
    return found.map(([parent, name]) => text(parent === '' ? name : join(parent, name)));
  },

  realpath: async (path: unknown): Promise<unknown> => {
    return await io('realpath', { path: pathOf(path) });
  },

  rename: async (path: unknown, dest: unknown): Promise<void> => {
    await io('rename', { path: pathOf(path, 'oldPath'), dest: pathOf(dest, 'newPath') });
  },

  rm: async (path: unknown, options?: unknown): Promise<void> => {
    const { recursive = false, force = false } = optionsOf(options);
    await io('rm', { path: pathOf(path), recursive, force });
  },

  rmdir: async (path: unknown, options?: Options): Promise<void> => {
    if (options?.recursive !== undefined) {
      throw invalidValue('options.recursive', options.recursive, 'is no longer supported');
    }
    await io('rmdir', { path: pathOf(path) });
  },

  stat: async (path: unknown, options?: unknown): Promise<Stats> => {
    mustNotBeBig(options);
    return new Stats((await io('stat', { path: pathOf(path) })) as StatResult);
  },

  truncate: async (path: unknown, length: unknown = 0): Promise<void> => {
    const flags = constants.O_RDWR;
    checkInteger(length, 'len');
    await io('truncate', { path: pathOf(path), flags, size: Math.max(0, length as number) });
  },

  unlink: async (path: unknown): Promise<void> => {
    await io('unlink', { path: pathOf(path) });
  },

  writeFile: (path: unknown, data: unknown, options?: unknown): Promise<void> =>
    writeWhole(path, data, options, 'w'),
};

const FIXED = 'files have no owners, modes and times that can be set.';
const NO_LINKS = 'there are no symbolic links; use link or copyFile.';

/** What cannot be simulated, and what to do instead. */
const absent = {
  chmod: FIXED,
  chown: FIXED,
  cp: 'use copyFile for each file.',
  glob: 'use readdir with { recursive: true }.',
  lchmod: FIXED,
  lchown: FIXED,
  lutimes: FIXED,
  mkdtempDisposable: 'use mkdtemp, and rm in a finally block.',
  opendir: 'use readdir.',
  readlink: NO_LINKS,
  statfs: 'it tells of the machine, and a run must be the same on all.',
  symlink: NO_LINKS,
  utimes: FIXED,
  watch: 'look again with stat or readdir when a timer has fired.',
};

const all = { ...withFiles(simulated), ...forbidden(absent), constants };
export default all;
export const {
  access,
  appendFile,
  chmod,
  chown,
  copyFile,
  cp,
  glob,
  lchmod,
  lchown,
  link,
  lstat,
  lutimes,
  mkdir,
  mkdtemp,
  mkdtempDisposable,
  open,
  opendir,
  readFile,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  symlink,
  truncate,
  unlink,
  utimes,
  watch,
  writeFile,
} = all;

type Functions = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** The same functions, which report their call at a node that has no files. */
function withFiles<F extends Functions>(functions: F): F {
  if (ownHost.hasFiles) return functions;
  const hint = 'this node has no files; what must survive a crash is saved with the persister.';
  return forbidden(Object.fromEntries(Object.keys(functions).map((name) => [name, hint]))) as F;
}

function forbidden<Name extends string>(
  hints: Readonly<Record<Name, string>>,
): Record<Name, object> {
  return Object.fromEntries(
    Object.entries<string>(hints).map(([name, hint]) => [
      name,
      forbiddenFunction(ownHost, `fs.${name}`, hint),
    ]),
  ) as Record<Name, object>;
}

function openFile(path: string, flags: number): Promise<unknown> {
  return io('open', { path, flags });
}

async function writeWhole(
  path: unknown,
  data: unknown,
  options: unknown,
  otherwise: string,
): Promise<void> {
  const { flag, encoding, ...others } = optionsOf(options);
  const flush = flushOf(others);
  if (path instanceof FileHandle) return await path.writeFile(data, options);
  const whole: Whole = { path: pathOf(path), flags: flagsOf(flag, otherwise) };
  if (!isMany(data)) {
    const all = { ...whole, data: dataOf(data, encoding) };
    await io('writeFile', flush ? { ...all, flush } : all);
    return;
  }
  const file = new FileHandle((await openFile(whole.path, whole.flags)) as number);
  try {
    await file.writeFile(data, options);
    if (flush) await file.sync();
  } finally {
    await file.close();
  }
}

function join(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The random end of a temporary folder's name, from the node's stream. */
function sixLetters(): string {
  return Array.from({ length: 6 }, () => LETTERS[ownHost.random() % LETTERS.length]).join('');
}
