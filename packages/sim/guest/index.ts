/**
 * What an adapter sees of its node: `program` says how the node is made when it boots.
 *
 * This runs inside the realm. Adapters (the thin service between a contract and the waist) import
 * it; students never do.
 */
import type { GuestDisk } from './disk.ts';

export { ContractError, exported, member } from './solution.ts';

/** A node's connection to its world. All values that go through it are plain data. */
export interface NodeContext {
  readonly address: string;
  /** 1 for the first, one more after each crash. */
  readonly incarnation: number;
  /** What the case gave to this node. */
  readonly args: unknown;
  readonly disk: NodeDisk;
  /** Calls `service.method` at an address; `undefined` means that no reply will come. */
  call(to: string, method: string, args: unknown): Promise<unknown>;
  /** Reports something applied; the checks of the suite see it at once. */
  apply(message: unknown): void;
}

/** The node's disk. The functions stand for themselves: they can be taken off the object. */
export type NodeDisk = Pick<GuestDisk, 'read' | 'save' | 'stateSize'>;

/** What a node offers: RPC handlers by service and name, and methods for the case to invoke. */
export interface Exposed {
  /** Each is called with the caller's arguments and its own address, and answers or promises. */
  readonly services?: Readonly<Record<string, object>>;
  readonly methods?: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** The node's state for a replay; never called otherwise. */
  readonly inspect?: () => unknown;
}

export type Program = (node: NodeContext) => Exposed;

let main: Program | undefined;

/** Declares the node's program; it is run at boot. An adapter calls it once, at its top level. */
export function program(start: Program): void {
  main = start;
}

/** @internal The program that the adapter declared. */
export function declaredProgram(): Program {
  if (main === undefined) throw new Error('The adapter declared no program(…).');
  return main;
}
