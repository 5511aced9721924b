/** Errors of the file system, as Node words them. */
import type { ErrnoCode } from '../../../src/files/errno.ts';
import type { IoFailure } from '../../../src/files/protocol.ts';

/** Numbers of Linux, words of libuv. */
const ERRORS: { readonly [Code in ErrnoCode]: readonly [errno: number, words: string] } = {
  EBADF: [9, 'bad file descriptor'],
  EBUSY: [16, 'resource busy or locked'],
  EEXIST: [17, 'file already exists'],
  EINVAL: [22, 'invalid argument'],
  EIO: [5, 'i/o error'],
  EISDIR: [21, 'illegal operation on a directory'],
  EMFILE: [24, 'too many open files'],
  ENAMETOOLONG: [36, 'name too long'],
  ENOENT: [2, 'no such file or directory'],
  ENOSPC: [28, 'no space left on device'],
  ENOTDIR: [20, 'not a directory'],
  ENOTEMPTY: [39, 'directory not empty'],
  EPERM: [1, 'operation not permitted'],
  EROFS: [30, 'read-only file system'],
  EXDEV: [18, 'cross-device link not permitted'],
};

/** The error that Node would reject with. */
export function ioError({ code, syscall, path, dest }: IoFailure): Error {
  if (code === 'EISDIR' && syscall === 'rm') return rmOfFolder(path);
  const [errno, words] = ERRORS[code];
  const from = path === undefined ? '' : ` '${path}'`;
  const to = dest === undefined ? '' : ` -> '${dest}'`;
  return Object.assign(new Error(`${code}: ${words}, ${syscall}${from}${to}`), {
    errno: -errno,
    code,
    syscall,
    ...(path !== undefined && { path }),
    ...(dest !== undefined && { dest }),
  });
}

/** `rm` of a folder without `recursive` is refused by Node itself, in words of its own. */
function rmOfFolder(path: string | undefined): Error {
  const info = { code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: 21 };
  const error = new Error(`Path is a directory: rm returned EISDIR (is a directory) ${path}`);
  error.name = 'SystemError';
  return Object.assign(error, {
    code: 'ERR_FS_EISDIR',
    info,
    errno: info.errno,
    syscall: info.syscall,
    path,
  });
}
