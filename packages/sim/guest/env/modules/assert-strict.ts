/** `node:assert/strict`: `equal` means `strictEqual`, `deepEqual` means `deepStrictEqual`. */
import { strict } from './assert.ts';

export const { equal, notEqual, deepEqual, notDeepEqual } = strict;
export {
  AssertionError,
  deepStrictEqual,
  doesNotMatch,
  doesNotReject,
  doesNotThrow,
  fail,
  ifError,
  match,
  notDeepStrictEqual,
  notStrictEqual,
  ok,
  rejects,
  strict,
  strictEqual,
  throws,
} from './assert.ts';
export default strict;
