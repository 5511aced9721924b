/** A client of the service, as a case sees it: a node of its own with a clerk in it. */
import { type Address, type Env, Violation } from 'harness';
import type { Operation } from '../api.ts';
import type { OperationResult } from '../node-args.ts';
import type { KvCluster } from './cluster.ts';
import { marker } from './ledgers/markers.ts';
import { describeOperation } from './notation.ts';
import { CLERK_RENEWS } from './properties.ts';

/** ms between two operations, at most. */
const THINK_MS = 20;

/** An operation's session has expired. A case that does not expect it fails. */
export class Expired extends Violation {}

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
   * crashes first.
   *
   * @throws Expired when the session has expired, as it may when the client was cut off for long enough
   */
  async get(key: string): Promise<string> {
    return (await this.#ask('get', key)) ?? '';
  }

  async put(key: string, value: string): Promise<void> {
    await this.#ask('put', key, value);
  }

  async append(key: string, value: string): Promise<void> {
    await this.#ask('append', key, value);
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

  #expired(method: string, [key = '', value = '']: readonly string[]): Expired {
    const op = describeOperation({ kind: method, key, value } as Operation);
    return new Expired(
      CLERK_RENEWS,
      `${this.address} ${op} was rejected with SessionExpired. A clerk that was silent for half of the ` +
        `session timeout, or has heard that its session has expired, opens a new session before it ` +
        `sends the next operation.\n${this.#cluster.describeAttempts(value)}`,
      [this.#cluster.world.eventNumber],
    );
  }

  async #ask(method: string, ...args: string[]): Promise<string | undefined> {
    const { world } = this.#cluster;
    const { incarnation } = world.node(this.address);
    const result = await world.invoke(this.address, method, [this.#clerk, ...args]);
    const now = world.node(this.address);
    if (!now.up || now.incarnation !== incarnation) return new Promise(() => {});
    const ended = result as OperationResult;
    if ('error' in ended) throw this.#expired(method, args);
    return ended.response;
  }
}
