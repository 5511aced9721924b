/** Checks histories of clients for linearizability, and explains what is wrong with one. */
export {
  check,
  type CheckOptions,
  type Illegal,
  type Inconclusive,
  type Ok,
  type Verdict,
} from './check.ts';
export type { Explanation } from './explain.ts';
export type { PartialOrder } from './longest.ts';
export type { CompleteModel, Model } from './model.ts';
export { keyValue, type KeyValueOp, type KeyValueResult } from './models/key-value.ts';
export { register, type RegisterOp, type RegisterResult } from './models/register.ts';
export type { History, Moment, Operation } from './operation.ts';
export { Recorder } from './recorder.ts';
export type { Remaining, Sight } from './sight.ts';
