/** Checks histories of clients for linearizability, and explains what is wrong with one. */
export { check, type CheckOptions, type Inconclusive, type Ok, type Verdict } from './check.ts';
export type { Illegal } from './explain.ts';
export type { Model } from './model.ts';
export { keyValue, type KeyValueOp, type KeyValueResult } from './models/key-value.ts';
export { register, type RegisterOp, type RegisterResult } from './models/register.ts';
export type { History, Moment, Operation } from './operation.ts';
export { Recorder } from './recorder.ts';
export type { Sight } from './sight.ts';
