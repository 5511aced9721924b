/** `node:path`, always in its POSIX form. */
const path = require('path-browserify') as typeof import('node:path').posix;

export const {
  basename,
  delimiter,
  dirname,
  extname,
  format,
  isAbsolute,
  join,
  normalize,
  parse,
  relative,
  resolve,
  sep,
} = path;
export const posix = path;
export default path;
