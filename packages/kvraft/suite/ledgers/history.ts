/** The history of all clients: what they asked, what came back, and when, as it happens. */
import {
  type Clock,
  Inconclusive,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  type Plain,
  Violation,
} from 'harness';
import {
  check,
  type CheckOptions,
  type History,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
  Recorder,
} from 'linearizability';
import type { ClerkCall, OperationResult } from '../../node-args.ts';
import { LINEARIZABILITY, SURVIVES_MINORITY } from '../properties.ts';
import { markersIn } from './markers.ts';

/** An operation that has not returned. */
export interface Open {
  readonly client: string;
  readonly op: KeyValueOp;
  readonly asked: Moment;
}

/** An operation that has returned. */
export interface Returned extends Open {
  readonly result: KeyValueResult;
}

/** An operation that a node is asked for, and the part of the arguments that is no other one's. */
interface Call {
  readonly id: Plain;
  readonly call: ClerkCall;
}

/** Watches operations return, with the history as it is then. */
export type Watcher = (returned: Returned) => void;

export class ClientHistory implements Observer {
  /** By {@link Call.id}. */
  readonly open = new Map<Plain, Open>();
  readonly #clock: Clock;
  readonly #recorder = new Recorder<KeyValueOp, KeyValueResult>();
  readonly #ids = new Map<Plain, number>();
  readonly #watchers: Watcher[] = [];
  /** By key: the markers that some client has asked to write. */
  readonly #written = new Map<string, Set<string>>();
  /** Number of the event from which on a minority of the servers is gone for good. */
  #survivors = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Is told of each operation that returns. */
  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  invoked({ address }: NodeInfo, method: string, args: Plain): void {
    const now = this.#now();
    for (const { id, call } of callsOf(method, args)) {
      const op = operationOf(call);
      if (op.kind !== 'get') this.#write(op);
      const client = clientOf(address, call);
      this.#ids.set(id, this.#recorder.called(client, op, now));
      this.open.set(id, { client, op, asked: moment({ clock: this.#clock }) });
    }
  }

  returned(_node: NodeInfo, method: string, args: Plain, value: Plain): void {
    const results = (method === 'together' ? (value as Plain[]).flat() : [value]) as Plain[];
    for (const [i, { id }] of callsOf(method, args).entries()) {
      this.#ended(id, results[i] as OperationResult);
    }
  }

  #ended(call: Plain, ended: OperationResult): void {
    const id = this.#ids.get(call);
    const open = this.open.get(call);
    if (id === undefined || open === undefined) return;
    this.open.delete(call);
    // An operation whose session has expired may have been executed or not: it stays pending.
    if ('error' in ended) return;
    const result = ended.response ?? null;
    this.#recorder.returned(id, result, this.#now());
    for (const watcher of this.#watchers) watcher({ ...open, result });
  }

  crashed({ address }: NodeInfo): void {
    for (const [args, { client }] of this.open) {
      if (nodeOf(client) === address) this.open.delete(args);
    }
  }

  /**
   * @param options of the checker: how much it may spend
   * @throws Violation when no order of the operations explains what the clients saw
   * @throws Inconclusive when the checker has run out of its budget
   */
  check(options?: CheckOptions): void {
    const history = this.#recorder.history();
    const verdict = check(keyValue, history, options);
    if (verdict.verdict === 'ok') return;
    if (verdict.verdict === 'illegal') {
      const earlier = history.filter(({ called: { event = 0 } }) => event < this.#survivors);
      const property = isLegal(earlier, options) ? SURVIVES_MINORITY : LINEARIZABILITY;
      const { text, cites } = verdict.explain();
      throw new Violation(property, text, cites);
    }
    throw new Inconclusive(
      `The checker gave up after ${verdict.states} states: the operations on ` +
        `${verdict.parts.join(', ')} allow too many orders to decide whether one explains all results.`,
    );
  }

  /** From now on a minority of the servers is gone for good: see ending.ts. */
  loseMinority(): void {
    this.#survivors = this.#clock.eventNumber;
  }

  /** Explains what is illegal about one key so far; '' when nothing is, or the checker gives up. */
  explain(key: string): string {
    const operations = this.#recorder.history().filter(({ op }) => op.key === key);
    const verdict = check(keyValue, operations);
    return verdict.verdict === 'illegal' ? verdict.explain().text : '';
  }

  /** Whether a client has ever asked to write that marker to that key. */
  isWritten(key: string, marker: string): boolean {
    return this.#written.get(key)?.has(marker) ?? false;
  }

  #write({ key, value }: Exclude<KeyValueOp, { kind: 'get' }>): void {
    const written = this.#written.get(key) ?? new Set();
    for (const { text } of markersIn(value)) written.add(text);
    this.#written.set(key, written);
  }

  #now(): { readonly time: number; readonly event: number } {
    return { time: this.#clock.now / 1000, event: this.#clock.eventNumber };
  }
}

/** @param options of the checker */
function isLegal(history: History<KeyValueOp, KeyValueResult>, options?: CheckOptions): boolean {
  return check(keyValue, history, options).verdict === 'ok';
}

/** 'C1' for the first clerk of a node, 'C1.2' for the next. */
function clientOf(address: string, [clerk]: ClerkCall): string {
  return clerk === 0 ? address : `${address}.${clerk + 1}`;
}

function nodeOf(client: string): string {
  return client.split('.')[0] ?? client;
}

/** Operations that a client's node is asked for by one call of a method; none by any other method. */
function callsOf(method: string, args: Plain): readonly Call[] {
  if (method === 'together') {
    const [chains] = args as unknown as readonly [readonly (readonly ClerkCall[])[]];
    return chains.flat().map((call) => ({ id: call as unknown as Plain, call }));
  }
  if (method !== 'get' && method !== 'put' && method !== 'append') return [];
  const [clerk, key, value] = args as readonly [number, string, string];
  return [{ id: args, call: [clerk, method, key, value] }];
}

function operationOf([, kind, key, value = '']: ClerkCall): KeyValueOp {
  return kind === 'get' ? { kind, key } : { kind, key, value };
}
