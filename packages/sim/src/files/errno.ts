/** What a call to the file system fails with, as the kernel says it. */
export type ErrnoCode =
  | 'EBADF'
  | 'EBUSY'
  | 'EEXIST'
  | 'EINVAL'
  | 'EIO'
  | 'EISDIR'
  | 'EMFILE'
  | 'ENAMETOOLONG'
  | 'ENOENT'
  | 'ENOSPC'
  | 'ENOTDIR'
  | 'ENOTEMPTY'
  | 'EPERM'
  | 'EROFS'
  | 'EXDEV';

/** An error of a node's own making, of which the node hears. */
export class Errno extends Error {
  override readonly name = 'Errno';
  readonly code: ErrnoCode;
  /** The call of the kernel that failed, where it is not the one that the operation is named after. */
  readonly syscall: string | undefined;

  constructor(code: ErrnoCode, syscall?: string) {
    super(code);
    this.code = code;
    this.syscall = syscall;
  }
}
