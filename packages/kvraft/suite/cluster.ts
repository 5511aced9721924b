/** The vocabulary of the key/value cases: servers, clients, and what the clients saw. */
import type { Address, ClusterOptions, Env, Observer } from 'harness';
import { fromSnapshot } from 'raft/service-state';
import { RaftServers } from 'raft/suite/beneath';
import { Client } from './client.ts';
import { hearRaft } from './hear-raft.ts';
import type { Open } from './ledgers/history.ts';
import { type Ledgers, openLedgers } from './ledgers/index.ts';
import { describeOperation } from './notation.ts';
import { LEADER_SERVES, LIVE_OPERATION, LOG_SIZE, SNAPSHOT_SIZE } from './properties.ts';
import { SituationDetector } from './situation-detector.ts';

/** No case lasts so long: sessions expire only where they are meant to. ms */
const NEVER_EXPIRES = 3_600_000;
/** The log may grow to so many times maxRaftState, as in the Go course. */
const SLACK = 8;
/**
 * Virtual ms that an operation may take. No case keeps the service from working for longer than half
 * of that; the rest is for elections, of which there is time for twenty.
 */
const OPERATION_MS = 120_000;

export interface KvClusterOptions extends Pick<ClusterOptions, 'network' | 'link'> {
  readonly servers: number;
  /** Bytes of log above which servers make a snapshot; absent: never. */
  readonly maxRaftState?: number;
  /** Virtual ms of silence after which a session expires. Default: longer than any case lasts. */
  readonly sessionTimeout?: number;
  /** Time that each answer of `start` takes, virtual ms. Default: as long as the Raft takes. */
  readonly lateStart?: number;
  /** Clocks go at different rates: how long a session must last can't be told. Default: false. */
  readonly wrongClocks?: boolean;
  /** All servers are played by the script (hidden/impostors.ts). Default: false. */
  readonly puppets?: boolean;
}

export class KvCluster extends RaftServers {
  readonly #ledgers: Ledgers;
  readonly #maxRaftState: number | undefined;
  readonly #sessionTimeout: number;
  #clients = 0;
  #watching = false;

  constructor(env: Env, options: KvClusterOptions) {
    const { maxRaftState, sessionTimeout = NEVER_EXPIRES } = options;
    const { lateStart, puppets = false, wrongClocks = false } = options;
    const role = puppets ? 'puppet' : 'server';
    const args = { role, maxRaftState, sessionTimeout, lateStart };
    super(env, { ...options, args, hear: hearRaft, situations: false });
    this.#maxRaftState = maxRaftState;
    this.#sessionTimeout = sessionTimeout;
    const { majority, servers, world } = this;
    const run = { clock: world, servers, size: servers.length, majority };
    this.#ledgers = openLedgers(run, {
      sessionTimeout: wrongClocks ? 0 : sessionTimeout,
      puppets,
    });
    for (const ledger of this.#ledgers.all) world.observe(ledger);
    if (!puppets) world.observe(new SituationDetector(world, env.reach));
    const watch: Observer = { invoked: () => this.#watch() };
    world.observe(watch);
  }

  /** Boots a client, which reaches all servers. */
  async client(): Promise<Client> {
    this.#clients += 1;
    const client = new Client(this, `C${this.#clients}`);
    await this.bootClient(client.address);
    return client;
  }

  clients(count: number): Promise<Client[]> {
    return Promise.all(Array.from({ length: count }, () => this.client()));
  }

  /** Starts the process of a client. */
  bootClient(address: Address): Promise<void> {
    const { servers } = this;
    const args = { role: 'client', servers, sessionTimeout: this.#sessionTimeout, clerks: 1 };
    return this.world.boot(address, args);
  }

  /** From now on, servers reach those of their own group only. Clients reach all. */
  partition(...groups: readonly (readonly Address[])[]): void {
    this.world.note(`parts ${groups.map((group) => group.join(' ')).join(' | ')}`);
    for (const from of this.servers) {
      const group = groups.find((servers) => servers.includes(from)) ?? [from];
      for (const to of this.servers) this.link(from, to, group.includes(to));
    }
  }

  /** All servers reach each other again. */
  heal(): void {
    this.partition(this.servers);
  }

  /** Whether what one sends to another arrives, from now on. */
  link(from: Address, to: Address, arrives: boolean): void {
    if (arrives) this.network.heal(from, to);
    else this.network.cut(from, to);
  }

  /** The servers in two groups at random; either may be empty. */
  halves(): [Address[], Address[]] {
    const sides = this.servers.map((server) => ({ server, side: this.random.chance(0.5) }));
    const group = (wanted: boolean): Address[] =>
      sides.filter(({ side }) => side === wanted).map(({ server }) => server);
    return [group(true), group(false)];
  }

  /**
   * What servers have saved is as small as it must be, log and snapshot.
   *
   * @param mostOfSnapshot bytes
   */
  async checkSizes(mostOfSnapshot = Infinity): Promise<void> {
    for (const server of this.servers.filter((address) => this.isUp(address))) {
      await this.#checkLogSize(server);
      const size = await this.snapshotSize(server);
      if (this.#maxRaftState === undefined && size > 0) {
        this.fail(SNAPSHOT_SIZE, `${server} has a snapshot, but maxRaftState is absent: never.`);
      }
      if (size <= mostOfSnapshot) continue;
      this.fail(
        SNAPSHOT_SIZE,
        `The snapshot of ${server} has ${size} bytes, expected ${mostOfSnapshot} or less: it holds ` +
          `the values, and what is known of each session that lasts; of its answers, only the last.`,
      );
    }
  }

  /** Bytes of the snapshot that a server has; 0 without one, or when it is down. */
  async snapshotSize(server: Address): Promise<number> {
    return ((await this.invoke(server, 'snapshotSize')) ?? 0) as number;
  }

  /** Index of the last entry in the snapshot that a server has on disk; 0 without one. */
  snapshotIndex(server: Address): number {
    return fromSnapshot(this.world.node(server).disk.snapshot)?.index ?? 0;
  }

  /** How many snapshots a server has saved. */
  snapshotCount(server: Address): number {
    return this.#ledgers.snapshots.count(server);
  }

  /** The attempts at an operation that writes this value, a line each. */
  describeAttempts(written: string): string {
    return this.#ledgers.attempts.describe(written);
  }

  /** Tells why the clerk is to blame that a session has expired; see ledgers/sessions.ts. */
  faultOfExpiry(client: Address, operation: string): string | undefined {
    return this.#ledgers.sessions.faultOf(client, operation);
  }

  /** Requests that clients have made so far, of any server. */
  get clientCalls(): number {
    return this.#ledgers.attempts.calls;
  }

  /** Servers in the order of the number of operations that they have answered, most first. */
  get mostBusy(): readonly Address[] {
    return this.#ledgers.commits?.mostBusy ?? [];
  }

  /** Keys with a write that was answered, the one that was written last at the end. */
  get writtenKeys(): readonly string[] {
    return this.#ledgers.commits?.writtenKeys ?? [];
  }

  /** From now on a minority of the servers is gone for good. */
  loseMinority(): void {
    this.#ledgers.history.loseMinority();
  }

  /** What the clients saw can be explained by some order of their operations (§8). */
  checkHistory(): void {
    this.#ledgers.history.check();
  }

  async #checkLogSize(server: Address): Promise<void> {
    const limit = SLACK * (this.#maxRaftState ?? Infinity);
    const size = ((await this.invoke(server, 'stateSize')) ?? 0) as number;
    if (size <= limit) return;
    this.fail(
      LOG_SIZE,
      `persister.stateSize() of ${server} is ${size} bytes, expected ${limit} or less, ${SLACK} ` +
        `times maxRaftState. It has applied ${this.applies.lastApplied(server)} entries and saved ` +
        `${this.snapshotCount(server)} snapshots: what is in a snapshot need not stay in the log.`,
    );
  }

  /** Looks now and then for an operation that takes too long, as long as any is open. */
  #watch(): void {
    const { open } = this.#ledgers.history;
    if (this.#watching || open.size === 0) return;
    this.#watching = true;
    void this.sleep(OPERATION_MS / 4).then(() => {
      this.#watching = false;
      for (const operation of open.values()) {
        if (this.now - operation.asked.at / 1000 < OPERATION_MS) continue;
        return this.#failsToEnd(operation);
      }
      return this.#watch();
    });
  }

  /** The leader is to blame when it has had a request of that client; otherwise the clerk is. */
  #failsToEnd({ client, op, asked }: Open): void {
    const reign = this.latestReign;
    const isReigning = reign !== undefined && this.world.node(reign.leader).up;
    const [node = client] = client.split('.');
    const unserved =
      isReigning && this.#ledgers.requests.failureOf(reign.leader, node, reign.since);
    const property = unserved ? LEADER_SERVES : LIVE_OPERATION;
    const cause = unserved
      ? `${reign?.leader}, which leads term ${reign?.term}, ${unserved.text}: a leader has the ` +
        `command committed and executed, and tells the client, whoever still waits for it.`
      : 'A clerk tries again until it finds the leader.';
    this.world.note(`fails: ${property.name}`); // Else the trace has nothing of this event.
    this.world.fail(
      property,
      `${client} has waited for ${describeOperation(op)} since ${(asked.at / 1e6).toFixed(3)} s, ` +
        `for ${OPERATION_MS / 1000} s. ${cause}\n` +
        this.#ledgers.attempts.describe(op.kind === 'get' ? '' : op.value),
    );
  }
}
