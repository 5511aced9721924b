/**
 * The narrow waist: a node is events in, effects out.
 *
 * A server of a student never touches the world and the world never holds an object of the
 * student's. What passes is a short tuple of primitives; values travel encoded (see plain.ts).
 * The same node can so live in a realm of this process or in a process behind a pipe, with the
 * same trace. Effects return nothing: what a node must know at once came with the event, or it
 * makes it itself (the id of a timer, of a call).
 */

/** What may stand in an event or an effect besides its name. */
export type Field = string | number | undefined;

/** One event, as the world delivers it: the virtual time in µs, then the event. */
export type Deliver = (
  now: number,
  op: EventOp,
  a?: Field,
  b?: Field,
  c?: Field,
  d?: Field,
) => void;

/** One effect, handed over at the moment of the node's call. */
export type Emit = (op: EffectOp, a?: Field, b?: Field, c?: Field, d?: Field) => void;

/**
 * Events, world → node:
 *
 * | event   | fields                                                        |
 * | ------- | ------------------------------------------------------------- |
 * | boot    | encoded {@link Boot}                                           |
 * | invoke  | invocation id, method, encoded array of arguments              |
 * | request | request id, caller's address, `service.method`, encoded args   |
 * | reply   | call id, encoded reply, or `undefined`: none will come         |
 * | timer   | timer id                                                       |
 * | ioDone  | io id, encoded result, or `undefined` and the encoded failure  |
 * | inspect | none; only in a replay, and never a part of the trace hash     |
 */
export type EventOp = 'boot' | 'invoke' | 'request' | 'reply' | 'timer' | 'ioDone' | 'inspect';

/**
 * Effects, node → world:
 *
 * | effect     | fields                                                             |
 * | ---------- | ------------------------------------------------------------------ |
 * | setTimer   | timer id, delay in µs                                              |
 * | clearTimer | timer id                                                           |
 * | return     | invocation id, encoded value                                       |
 * | respond    | request id, encoded reply                                          |
 * | call       | call id, address, `service.method`, encoded args                   |
 * | save       | encoded {@link SavePatch}, encoded snapshot or `undefined`: as it was |
 * | apply      | encoded message of the service                                     |
 * | io         | io id, operation on files, encoded args (see files/protocol.ts)    |
 * | exit       | exit code                                                          |
 * | fail       | {@link FailKind}, message, stack                                   |
 * | log        | level, text, place in the source (only in a replay)                |
 * | inspect    | encoded state; only in a replay                                    |
 *
 * `log` and `inspect` are never part of the hash, of a crash point or of a draw.
 */
export type EffectOp =
  | 'setTimer'
  | 'clearTimer'
  | 'return'
  | 'respond'
  | 'call'
  | 'save'
  | 'apply'
  | 'io'
  | 'exit'
  | 'fail'
  | 'log'
  | 'inspect';

/** Why a node failed, in the words that a verdict prints. */
export type FailKind =
  | 'exception'
  | 'unhandled rejection'
  | 'forbidden call'
  | 'not plain data'
  | 'endless loop'
  | 'contract'
  | 'not implemented';

/** What a node knows when it starts. */
export interface Boot {
  /** The node's own address. */
  readonly address: string;
  /** 1 for the first, one more after each crash. */
  readonly incarnation: number;
  /** What the case gives to the program. */
  readonly args: unknown;
  /** What is on disk: the last save of an earlier incarnation. */
  readonly state?: unknown;
  readonly snapshot?: Uint8Array | undefined;
  /** Seed of the node's random stream, 32 bits. */
  readonly seed: number;
  /** Draws of that stream that are decided otherwise: n-th draw → 32 bits. */
  readonly overrides?: { readonly [n: string]: number } | undefined;
  /** It has files: `node:fs/promises` works. */
  readonly files?: boolean | undefined;
  /** A replay: `console` reports its place in the source. */
  readonly replay?: boolean;
}

/** How deep in an encoded {@link Boot} the state stands. */
export const STATE_DEPTH = 1;

/**
 * What changed since the last save. Of an object it says which fields changed, and how; of a list that
 * grew, or whose tail changed, how many elements stay and which follow. So a save costs what it changes
 * and not what it holds.
 */
export type SavePatch = Patch;

/** How a value is made of the one that was saved before; before the first save, that is `{}`. */
export type Patch =
  | { readonly set: unknown }
  | { readonly keep: number; readonly add: readonly unknown[] }
  | { readonly fields: FieldPatches };

export interface FieldPatches {
  readonly [field: string]: Patch | { readonly drop: true };
}

/** A place for nodes: a realm in this process, a process behind a pipe. */
export interface NodeHost {
  /** Delivers one event and runs the node to quiescence; a promise where that takes a while. */
  deliver(
    now: number,
    op: EventOp,
    a?: Field,
    b?: Field,
    c?: Field,
    d?: Field,
  ): void | Promise<void>;
  /** An unhandled rejection was found while this node's event ran; absent where it finds its own. */
  readonly rejected?: (reason: unknown) => void;
  /** The incarnation is over; nothing it does from now on is heard. */
  end(): void;
}
