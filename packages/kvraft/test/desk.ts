/**
 * The reference on a desk, without a world: one server, S1, among others that agree with all that it
 * says or keep silent; and one clerk, to which every answer is given by hand.
 */
import type { Clerk, ClientRequestArgs, KvRpc, KvServer, Operation } from 'kvraft';
import type { Address, ClientEnd, LogEntry, RaftRpc } from 'raft';
import { onTestFinished, vi } from 'vitest';
import { makeClerk } from '../src/clerk.ts';
import { makeServer } from '../src/server.ts';

interface Disk {
  state?: { readonly log: readonly LogEntry[] };
  snapshot?: Uint8Array | undefined;
}

function useVirtualTime(): void {
  if (!vi.isFakeTimers()) vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
}

export const SESSION_TIMEOUT = 60_000;

export class ServerDesk {
  disk: Disk = {};
  /** How often S1 has saved a snapshot. */
  snapshots = 0;
  /** Whether the other servers answer at all: then they vote for S1 and accept its entries. */
  othersAgree = true;
  readonly #maxRaftState: number | undefined;
  #server: KvServer;

  constructor({ maxRaftState }: { readonly maxRaftState?: number } = {}) {
    useVirtualTime();
    this.#maxRaftState = maxRaftState;
    this.#server = this.#boot();
  }

  /** What is in the log on disk, without the fields that are Rsm's own. */
  get log(): unknown[] {
    return (this.disk.state?.log ?? []).map(
      ({ command }) => (command as { command: unknown }).command,
    );
  }

  /** The times that were proposed with what is in the log, in ms. */
  get clocks(): number[] {
    return (this.disk.state?.log ?? []).map(({ command }) => (command as { clock: number }).clock);
  }

  get raft(): KvServer['services']['raft'] {
    return this.#server.services.raft;
  }

  get kv(): KvRpc {
    return this.#server.services.kv;
  }

  async pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  /** Time passes until S1 is the leader. */
  async elect(): Promise<void> {
    while (!(await this.raft.getState()).isLeader) await this.pass(10);
  }

  /** S2 becomes leader of a later term, and S1 hears of it. */
  async depose(term: number, entries: readonly LogEntry[] = [], leaderCommit = 0): Promise<void> {
    await this.raft.appendEntries({
      term,
      leaderId: 'S2',
      prevLogIndex: 0,
      prevLogTerm: 0,
      entries,
      leaderCommit,
    });
  }

  /** A new session on a server that leads: its id. */
  async register(): Promise<number | string> {
    const reply = await this.kv.registerClient({});
    if (reply.status !== 'OK') throw new Error('S1 does not lead');
    return reply.clientId;
  }

  request(clientId: number | string, sequenceNum: number, command: Operation) {
    const args: ClientRequestArgs = { clientId, sequenceNum, command };
    return Promise.resolve(this.kv.clientRequest(args));
  }

  /** S1 crashes, and boots again with what is on its disk. */
  restart(): void {
    vi.clearAllTimers();
    this.#server = this.#boot();
  }

  #boot(): KvServer {
    return makeServer({
      peers: new Map(['S1', 'S2', 'S3'].map((to) => [to, this.#end()])),
      me: 'S1',
      persister: {
        save: (state, newSnapshot) => {
          if (newSnapshot) this.snapshots += 1;
          const snapshot = newSnapshot ?? this.disk.snapshot;
          this.disk = { state: structuredClone(state) as NonNullable<Disk['state']>, snapshot };
        },
        read: () => ({ state: structuredClone(this.disk.state), snapshot: this.disk.snapshot }),
        stateSize: () => JSON.stringify(this.disk.state ?? '').length,
      },
      sessionTimeout: SESSION_TIMEOUT,
      ...(this.#maxRaftState !== undefined && { maxRaftState: this.#maxRaftState }),
    });
  }

  #end(): ClientEnd<RaftRpc> {
    const call = (_method: string, { term }: { term: number }): Promise<unknown> =>
      this.othersAgree
        ? Promise.resolve({ term, voteGranted: true, success: true })
        : new Promise(() => {});
    return { call } as unknown as ClientEnd<RaftRpc>;
  }
}

/** A call of the clerk's that waits for its answer. */
interface Call {
  readonly to: Address;
  readonly method: string;
  readonly args: unknown;
  readonly answer: (reply: unknown) => void;
}

export class ClerkDesk {
  readonly clerk: Clerk;
  /** Every call so far. */
  readonly calls: Call[] = [];

  constructor(servers: readonly Address[] = ['S1', 'S2', 'S3']) {
    useVirtualTime();
    const end = (to: Address) => ({
      call: (method: string, args: unknown) =>
        new Promise((answer) => this.calls.push({ to, method, args, answer })),
    });
    this.clerk = makeClerk({
      servers: new Map(servers.map((to) => [to, end(to) as unknown as ClientEnd<KvRpc>])),
      sessionTimeout: SESSION_TIMEOUT,
    });
  }

  /** Whom the clerk has called, in order. */
  get asked(): Address[] {
    return this.calls.map(({ to }) => to);
  }

  get last(): Call {
    const last = this.calls.at(-1);
    if (last === undefined) throw new Error('the clerk has called nobody');
    return last;
  }

  async pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  /** Answers the last call; what the clerk does about it is done when this returns. */
  async answer(reply: unknown): Promise<void> {
    this.last.answer(reply);
    await this.pass(0);
  }

  /** Somebody leads, and registers the clerk. */
  async register(clientId = 7): Promise<void> {
    await this.pass(0);
    if (this.last.method !== 'registerClient') throw new Error('the clerk has a session');
    await this.answer({ status: 'OK', clientId });
  }
}
