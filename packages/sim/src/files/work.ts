/** An operation on files as it runs: step by step, each at its time. */
import type { Plain } from '../plain.ts';
import type { FileOperation } from './file-operation.ts';
import type { FileSystem } from './file-system.ts';
import type { Handles } from './handles.ts';
import type { Namespace } from './namespace.ts';

/** Yields how many µs pass until its next step; in the end it has the result. */
export type Work<T = Plain> = Generator<number, T, void>;

/** What operations of a node stand on. */
export interface Io {
  readonly namespace: Namespace;
  readonly handles: Handles;
  /** Virtual time, µs. */
  readonly now: number;
  /** How long it takes until an operation there begins to happen, µs. */
  latency(fs: FileSystem): number;
  /** How long it takes for so many bytes to come or go, µs. */
  transfer(fs: FileSystem, bytes: number): number;
  /** Does what others can see, unless the node's armed crash comes before it; then tells of it. */
  change(operation: FileOperation, run: () => void): void;
  /** Tells of what changes nothing. */
  read(operation: FileOperation): void;
}
