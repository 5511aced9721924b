/** The trace of a run: what a replay shows. It is remade by running again, never kept. */
import type { Address } from './node.ts';

export type TraceKind =
  | 'boot'
  | 'crash'
  | 'invoke'
  | 'return'
  | 'send'
  | 'receive'
  | 'respond'
  | 'reply'
  | 'lost'
  | 'timer'
  | 'setTimer'
  | 'save'
  | 'apply'
  | 'io'
  | 'exit'
  | 'fail'
  | 'log'
  | 'inspect'
  | 'test';

export type Level = 'debug' | 'info' | 'log' | 'warn' | 'error';

export interface TraceRecord {
  /** Number of the event during which it happened. */
  readonly event: number;
  /** Virtual time, µs. */
  readonly time: number;
  /** The server; '' for what the test does. */
  readonly node: Address;
  readonly incarnation: number;
  readonly kind: TraceKind;
  /** RPCs in the notation of the suite: `AppendEntries t1 prev=1@1 [2@1]`. */
  readonly text: string;
  /** Of what is saved, applied or inspected, which the text has in words: all of it. */
  readonly detail?: string;
  /** Of a call by the test or its return: the method that the test asked for. */
  readonly method?: string;
  /** The other end of an RPC. */
  readonly peer?: Address;
  /** Of a log line. */
  readonly level?: Level;
  /** Leading word in capitals of a log line: VOTE, LOG1, TIMR. */
  readonly topic?: string;
  /** `file:line:column` of a log line's `console` call. */
  readonly where?: string;
}

export type TraceSink = (record: TraceRecord) => void;
