/** A client of the service, as a case sees it: a node of its own with a clerk in it. */
import { type Address, type Env, type Plain, Violation } from 'harness';
import type { Operation } from '../api.ts';
import type { ClerkCall, OperationResult } from '../node-args.ts';
import type { KvCluster } from './cluster.ts';
import { marker } from './ledgers/markers.ts';
import { describeOperation } from './notation.ts';
import { CLERK_RENEWS, LIVE_OPERATION } from './properties.ts';

/** ms between two operations, at most. */
const THINK_MS = 20;

/** Reads in a row that may be refused because their sessions have expired. */
const MAX_READS = 10;

/** How a write ended: its session may have expired, and then nobody knows whether it was done. */
export type Written = 'done' | 'expired';

export class Client {
  readonly address: Address;
  /** What this client draws: whatever the others do, it does the same. */
  readonly random: Env['random'];
  readonly #cluster: KvCluster;
  #clerk = 0;
  #restarts = 0;
  #changes = 0;

  constructor(cluster: KvCluster, address: Address) {
    this.#cluster = cluster;
    this.address = address;
    this.random = cluster.world.decisions.stream(`client ${address}`);
  }

  /**
   * The value of a key; '' when it is not there. Like all operations, it never settles when the client
   * crashes first. It is repeated when the session has expired without a fault of the clerk.
   *
   * @throws Violation when the clerk should have opened a new session
   */
  async get(key: string): Promise<string> {
    for (let reads = 0; reads < MAX_READS; reads++) {
      const result = await this.#ask('get', key);
      if (!('error' in result)) return result.response ?? '';
    }
    throw new Violation(
      LIVE_OPERATION,
      `${this.address} get(${key}) was rejected with SessionExpired ${MAX_READS} times in a row, each ` +
        `time in a new session: none of them lasts as long as one operation takes.`,
      [this.#cluster.world.eventNumber],
    );
  }

  /**
   * Writes a value. A session that expires meanwhile, without a fault of the clerk, is one of the ways in
   * which this may end: then nobody knows whether it was done.
   *
   * @throws Violation when the clerk should have opened a new session
   */
  async put(key: string, value: string): Promise<Written> {
    return writtenOf(await this.#ask('put', key, value));
  }

  /** Appends to a value, and ends as {@link put} does. */
  async append(key: string, value: string): Promise<Written> {
    return writtenOf(await this.#ask('append', key, value));
  }

  /**
   * A value that is written only once, by this client: see ledgers/markers.ts.
   *
   * @param lane of several operations that are under way at a time, which one: they have no order
   */
  mark(lane?: number): string {
    this.#changes += 1;
    // What a clerk was about when it went may be done after what the next one does.
    const clerk = `${this.address}${"'".repeat(this.#restarts)}`;
    return marker(lane === undefined ? clerk : `${clerk}/${lane}`, this.#changes);
  }

  /** Does nothing for 0–20 ms, or for another time, at most. */
  think(most = THINK_MS): Promise<void> {
    return this.#cluster.sleep(this.random.within(0, Math.round(most) + 1));
  }

  /** Goes on with another clerk, which knows nothing of the one before. */
  async newClerk(): Promise<void> {
    this.#restarts += 1;
    this.#clerk = (await this.#cluster.invoke(this.address, 'makeClerk')) as number;
  }

  /** Crashes, and goes on as a new process with a new clerk. */
  async restart(): Promise<void> {
    this.#restarts += 1;
    this.#clerk = 0;
    this.#cluster.crash(this.address);
    await this.#cluster.bootClient(this.address);
  }

  /**
   * New clerks on this machine begin operations in one turn of the event loop, and more of them in the
   * callbacks of these: chains of appends and a read. Settles when all are done.
   *
   * @param clerks how many
   * @param chains of each clerk, side by side, each with this many appends
   * @param rounds in which they do so; before the first one they have no sessions
   */
  async together(clerks: number, [chains, appends]: readonly [number, number], rounds: number) {
    const numbers: number[] = [];
    for (let i = 0; i < clerks; i++) {
      numbers.push((await this.#cluster.invoke(this.address, 'makeClerk')) as number);
    }
    for (let round = 0; round < rounds; round++) {
      const calls = numbers.flatMap((clerk) =>
        Array.from({ length: chains }, (_, chain) => this.#chain(clerk, chain, appends)),
      );
      await this.#cluster.invoke(this.address, 'together', calls as unknown as Plain);
      await this.think();
    }
  }

  #chain(clerk: number, chain: number, appends: number): ClerkCall[] {
    const key = `k${chain % 2}`;
    const calls = Array.from({ length: appends }, (): ClerkCall => {
      this.#changes += 1;
      return [clerk, 'append', key, marker(`${this.address}.${clerk}/${chain}`, this.#changes)];
    });
    return [...calls, [clerk, 'get', key]];
  }

  /** That many new clerks put one value each, and are never heard of again. */
  async crowd(clerks: number): Promise<void> {
    await this.#cluster.invoke(this.address, 'crowd', clerks);
  }

  /** From now on it reaches these servers only, and they reach it. */
  reach(servers: readonly Address[]): void {
    this.#cluster.world.note(`lets ${this.address} reach ${servers.join(', ')}`);
    for (const server of this.#cluster.servers) {
      const isReached = servers.includes(server);
      this.#cluster.link(this.address, server, isReached);
      this.#cluster.link(server, this.address, isReached);
    }
  }

  /** From now on, what any server says to it is lost; what it says is not. */
  deafen(): void {
    this.#cluster.world.note(`lets ${this.address} hear nobody`);
    for (const server of this.#cluster.servers) this.#cluster.link(server, this.address, false);
  }

  /** @returns `undefined` when a right clerk may have rejected the operation as well */
  #faultOfExpiry(method: string, [key = '', value = '']: readonly string[]): Violation | undefined {
    const op = describeOperation({ kind: method, key, value } as Operation);
    const why = this.#cluster.faultOfExpiry(this.address, op);
    if (why === undefined) return undefined;
    return new Violation(
      CLERK_RENEWS,
      `${this.address} ${op} was rejected with SessionExpired, but ${why}. A clerk that was silent for half of the ` +
        `session timeout, or has heard that its session has expired, opens a new session before it ` +
        `sends the next operation.\n${this.#cluster.describeAttempts(value)}`,
      [this.#cluster.world.eventNumber],
    );
  }

  async #ask(method: string, ...args: string[]): Promise<OperationResult> {
    const { world } = this.#cluster;
    const { incarnation } = world.node(this.address);
    const result = await world.invoke(this.address, method, [this.#clerk, ...args]);
    const now = world.node(this.address);
    if (!now.up || now.incarnation !== incarnation) return new Promise(() => {});
    const ended = result as OperationResult;
    const fault = 'error' in ended ? this.#faultOfExpiry(method, args) : undefined;
    if (fault !== undefined) throw fault;
    return ended;
  }
}

function writtenOf(result: OperationResult): Written {
  return 'error' in result ? 'expired' : 'done';
}
