/** `node:fs`: its promises. What blocks or calls back cannot be simulated. */
import { forbiddenFunction } from '../forbidden.ts';
import { ownHost } from '../fs/own-host.ts';
import promises, { constants } from './fs-promises.ts';

export { constants, promises };

/** What to use instead, where that has another name. */
const INSTEAD: Readonly<Record<string, string>> = {
  createReadStream: 'open of node:fs/promises, and readLines() or read() of the file',
  createWriteStream: 'open of node:fs/promises, and write() of the file, awaited',
  exists: 'access of node:fs/promises',
  existsSync: 'access of node:fs/promises',
  mkdtempDisposableSync: 'mkdtemp of node:fs/promises, and rm in a finally block',
  openAsBlob: 'readFile of node:fs/promises',
  unwatchFile: 'stat of node:fs/promises when a timer has fired',
  watch: 'stat or readdir of node:fs/promises when a timer has fired',
  watchFile: 'stat of node:fs/promises when a timer has fired',
};

/** Of an open file they are methods of its FileHandle. */
const OF_HANDLES = new Set(
  'close fchmod fchown fdatasync fstat fsync ftruncate futimes read readv write writev'.split(' '),
);

const all = new Proxy({ constants, promises } as Record<string, object>, {
  get: (known, name) => {
    if (typeof name === 'symbol') return undefined;
    return (known[name] ??= forbiddenFunction(ownHost, `fs.${name}`, `use ${instead(name)}.`));
  },
});

function instead(name: string): string {
  const base = name.replace(/Sync$/, '');
  if (OF_HANDLES.has(base)) return `open of node:fs/promises, and the methods of its FileHandle`;
  return INSTEAD[name] ?? `${base} of node:fs/promises, and await it`;
}

export default all;
export const {
  access,
  accessSync,
  appendFile,
  appendFileSync,
  chmod,
  chmodSync,
  chown,
  chownSync,
  close,
  closeSync,
  copyFile,
  copyFileSync,
  cp,
  cpSync,
  createReadStream,
  createWriteStream,
  exists,
  existsSync,
  fchmod,
  fchmodSync,
  fchown,
  fchownSync,
  fdatasync,
  fdatasyncSync,
  fstat,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncate,
  ftruncateSync,
  futimes,
  futimesSync,
  glob,
  globSync,
  lchown,
  lchownSync,
  link,
  linkSync,
  lstat,
  lstatSync,
  lutimes,
  lutimesSync,
  mkdir,
  mkdirSync,
  mkdtemp,
  mkdtempDisposableSync,
  mkdtempSync,
  open,
  openAsBlob,
  openSync,
  opendir,
  opendirSync,
  read,
  readFile,
  readFileSync,
  readSync,
  readdir,
  readdirSync,
  readlink,
  readlinkSync,
  readv,
  readvSync,
  realpath,
  realpathSync,
  rename,
  renameSync,
  rm,
  rmSync,
  rmdir,
  rmdirSync,
  stat,
  statSync,
  statfs,
  statfsSync,
  symlink,
  symlinkSync,
  truncate,
  truncateSync,
  unlink,
  unlinkSync,
  unwatchFile,
  utimes,
  utimesSync,
  watch,
  watchFile,
  write,
  writeFile,
  writeFileSync,
  writeSync,
  writev,
  writevSync,
} = all;
