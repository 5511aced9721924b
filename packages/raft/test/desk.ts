/**
 * The reference on a desk: one server, S1, without a world. Every message to it and every answer is
 * placed by hand, in the notation of scripts; time passes when the test says so.
 */
import { onTestFinished, vi } from 'vitest';
import type { Address, ApplyMessage, ClientEnd, RaftRpc, RaftServer, StartResult } from 'raft';
import { makeRaft } from '../src/raft.ts';
import type { PersistentState } from '../src/state.ts';
import { commandAt, describeCall, describeReply, parseCall } from '../suite/notation.ts';

/** A call of S1 that nobody has answered yet. */
interface Open {
  readonly to: Address;
  readonly method: keyof RaftRpc;
  readonly args: unknown;
  readonly answer: (reply: unknown) => void;
}

export interface DeskOptions {
  readonly servers?: number;
  /** currentTerm on its disk. */
  readonly term?: number;
  /** The log on its disk, as places: '1@1', '2@1'. */
  readonly log?: readonly string[];
}

export class Desk {
  /** What S1 has applied since it booted: '1 command of 1@1', 'snapshot 3@1'. */
  readonly applied: string[] = [];
  /** What the service does before `apply` returns. */
  insideApply: ((message: ApplyMessage) => void) | undefined;
  /** How often S1 has saved. */
  saves = 0;
  disk: { state?: PersistentState; snapshot?: Uint8Array | undefined } = {};
  readonly others: readonly Address[];
  #server: RaftServer;
  #open: Open[] = [];
  #sent: string[] = [];

  constructor({ servers = 3, term = 0, log = [] }: DeskOptions = {}) {
    if (!vi.isFakeTimers()) vi.useFakeTimers(); // Two desks have one clock.
    onTestFinished(() => void vi.useRealTimers());
    this.others = Array.from({ length: servers - 1 }, (_, i) => `S${i + 2}`);
    const state = { currentTerm: term, votedFor: null, lastIncludedIndex: 0, lastIncludedTerm: 0 };
    const entries = log.map((place) => ({ term: termOf(place), command: commandAt(place) }));
    if (term > 0) this.disk = { state: { ...state, log: entries } };
    this.#server = this.#boot();
  }

  /** S1 crashes, and boots again with what is on its disk. */
  restart(): void {
    vi.clearAllTimers();
    this.applied.length = 0;
    this.#open = [];
    this.#sent = [];
    this.#server = this.#boot();
  }

  get term(): number {
    return (this.#server.getState() as { term: number }).term;
  }

  get role(): string | undefined {
    return (this.#server.inspect?.() as { role: string } | undefined)?.role;
  }

  /** The log on disk, as places; the last one that the snapshot holds as '3@1|'. */
  get log(): string[] {
    const { lastIncludedIndex = 0, lastIncludedTerm, log = [] } = this.disk.state ?? {};
    const places = log.map(({ term }, i) => `${lastIncludedIndex + 1 + i}@${term}`);
    return lastIncludedIndex === 0
      ? places
      : [`${lastIncludedIndex}@${lastIncludedTerm}|`, ...places];
  }

  /** A message reaches S1, as in 'S2→S1 RequestVote t1 last=0@0': its reply, as in 'granted t1'. */
  receive(line: string): string {
    const { method, args } = parseCall(line);
    return describeReply(`raft.${method}`, this.#handle(method, args));
  }

  /** start() with the command of a scripted entry: the place that it got, or nothing. */
  start(place: string): string | undefined {
    const { index, term, isLeader } = this.#server.start(commandAt(place)) as StartResult;
    return isLeader ? `${index}@${term}` : undefined;
  }

  /** The service has made a snapshot of all up to there. */
  snapshot(index: number): void {
    void this.#server.snapshot(index, new TextEncoder().encode(`state at ${index}`));
  }

  /** Lets that many ms pass. */
  async pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  /** Time passes until S1 sends something, in ms. What it had sent before does not count. */
  async wait(): Promise<number> {
    this.#sent = [];
    for (let ms = 1; ms < 5000; ms++) {
      await this.pass(1);
      if (this.#sent.length > 0) return ms;
    }
    throw new Error('S1 has sent nothing for 5 s');
  }

  /** S1 stands for election and is elected by all: leader of the next term. */
  async elect(): Promise<void> {
    await this.wait();
    for (const to of this.others) await this.answer(to, `granted t${this.term}`, 'RequestVote');
  }

  /** What S1 has sent since the last time; to one server, or to all. */
  take(to = ''): string[] {
    const taken = this.#sent.filter((line) => line.startsWith(`S1→${to}`));
    this.#sent = this.#sent.filter((line) => !taken.includes(line));
    return taken;
  }

  /** Answers the oldest open call to a server that contains `which`; null: no answer will come. */
  async answer(to: Address, reply: string | null, which = ''): Promise<void> {
    const open = this.#next((call) => call.to === to && lineOf(call).includes(which));
    if (open === undefined) throw new Error(`S1 waits for no answer of ${to} to ${which}`);
    open.answer(reply === null ? undefined : parseReply(open.method, reply));
    await this.pass(0);
  }

  /** Brings every call to a server to one on a desk of its own, and the answer back: how many. */
  async relay(to: Address, receiver: Desk): Promise<number> {
    for (let calls = 0; ; calls++) {
      const open = this.#next((call) => call.to === to);
      if (open === undefined) return calls;
      open.answer(receiver.#handle(open.method, open.args));
      await this.pass(0);
    }
  }

  #next(wanted: (call: Open) => boolean): Open | undefined {
    const index = this.#open.findIndex(wanted);
    return index === -1 ? undefined : this.#open.splice(index, 1)[0];
  }

  #handle(method: keyof RaftRpc, args: unknown): unknown {
    return (this.#server[method] as (args: unknown) => unknown).call(this.#server, args);
  }

  #boot(): RaftServer {
    const peers = new Map(['S1', ...this.others].map((to) => [to, this.#end(to)]));
    const persister = {
      save: (state: unknown, snapshot = this.disk.snapshot) => {
        this.saves += 1;
        this.disk = { state: structuredClone(state) as PersistentState, snapshot };
      },
      read: () => ({ state: structuredClone(this.disk.state), snapshot: this.disk.snapshot }),
      stateSize: () => JSON.stringify(this.disk.state).length,
    };
    const apply = (message: ApplyMessage) => {
      if (message.kind === 'command')
        this.applied.push(`${message.index} ${String(message.command)}`);
      else this.applied.push(`snapshot ${message.index}@${message.term}`);
      this.insideApply?.(message);
    };
    return makeRaft({ peers, me: 'S1', persister, apply });
  }

  #end(to: Address): ClientEnd<RaftRpc> {
    const call = (method: keyof RaftRpc, args: unknown) =>
      new Promise((answer) => {
        const open = { to, method, args: structuredClone(args), answer };
        this.#open.push(open);
        this.#sent.push(lineOf(open));
      });
    return { call } as ClientEnd<RaftRpc>;
  }
}

function lineOf({ to, method, args }: Open): string {
  return `S1→${to} ${describeCall(`raft.${method}`, args)}`;
}

/** What {@link describeReply} makes of a reply, the other way round. */
function parseReply(method: keyof RaftRpc, text: string): unknown {
  const [outcome = '', termText = '', conflict = ''] = text.split(' ');
  const term = Number(termText.slice(1));
  if (method === 'installSnapshot') return { term };
  if (method === 'requestVote') return { term, voteGranted: outcome === 'granted' };
  const [index, conflictTerm] = conflict.replace('conflict=', '').split('@');
  return {
    term,
    success: outcome === 'ok',
    ...(index ? { conflictIndex: Number(index) } : {}),
    ...(conflictTerm ? { conflictTerm: Number(conflictTerm) } : {}),
  };
}

function termOf(place: string): number {
  return Number(place.split('@')[1]);
}
