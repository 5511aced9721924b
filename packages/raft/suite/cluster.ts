/** The vocabulary of the Raft cases: a cluster, watched by all ledgers. */
import { type Address, Cluster, type Env, type Property } from 'harness';
import type { Command, StartResult, StateResult } from '../api.ts';
import type { Applies } from './ledgers/applies.ts';
import { type Ledgers, openLedgers } from './ledgers/index.ts';
import { show } from './ledgers/log-tree.ts';
import { keyOf } from './ledgers/rpc.ts';
import { when } from './ledgers/run.ts';
import { ELECTED_BY_MAJORITY, LIVE_AGREEMENT, LIVE_ELECTION, LOG_SIZE } from './properties.ts';

/**
 * Virtual ms that a cluster with a connected majority may take to elect and to agree. Virtual time
 * is free: with election timeouts of 1500 to 3000 ms this is twenty elections, all with a split
 * vote: a correct Raft fails less than once in 10⁵. The Go course's limits are reported beside it.
 */
const LIVENESS_MS = 60_000;
const GO_ELECTION_MS = 5_000;
const GO_AGREEMENT_MS = 10_000;
/** ms after which a command that a leader took but did not commit is given to a leader again. */
const RESUBMIT_MS = 5_000;
const POLL_MS = 20;

export interface RaftClusterOptions {
  readonly servers: number;
  readonly network: 'reliable' | 'unreliable';
  /** The service of each server makes a snapshot at each multiple of this index. */
  readonly snapshotEvery?: number;
  /** Whatever a server says is asked of its disk as well: see ledgers/probes.ts. Default: false. */
  readonly probes?: boolean;
}

/** Where a leader has put a command. */
export interface Accepted {
  readonly server: Address;
  readonly index: number;
  readonly term: number;
}

export class RaftCluster extends Cluster {
  readonly #ledgers: Ledgers;
  readonly #snapshotEvery: number | undefined;
  #commands = 0;
  #nextToAsk = 0;

  constructor(env: Env, options: RaftClusterOptions) {
    const servers = Array.from({ length: options.servers }, (_, i) => `S${i + 1}`);
    const { snapshotEvery } = options;
    super(env, { ...options, args: () => ({ servers, snapshotEvery }) });
    this.#snapshotEvery = snapshotEvery;
    this.network.longDelays = true;
    const { majority, world } = this;
    const run = { clock: world, servers, size: servers.length, majority };
    this.#ledgers = openLedgers(run, env.reach, options.probes ? world : undefined);
    for (const ledger of this.#ledgers.all) this.world.observe(ledger);
  }

  /** What the servers have applied. */
  get applies(): Applies {
    return this.#ledgers.applies;
  }

  /** A new command, unlike all others of this run; padded to `size` characters. */
  command(size = 0): Command {
    this.#commands += 1;
    return `c${this.#commands}`.padEnd(size, '.');
  }

  /** What `start` of a server returned; `null` when it is down. */
  async start(server: Address, command: Command): Promise<StartResult | null> {
    return ((await this.invoke(server, 'start', command as string)) ?? null) as StartResult | null;
  }

  /**
   * Lets the service of a server call `start` from inside the next apply.
   *
   * @returns what that `start` returned
   */
  async startInsideApply(server: Address, command: Command): Promise<StartResult | null> {
    const result = await this.invoke(server, 'start', command as string, 'inside apply');
    return (result ?? null) as StartResult | null;
  }

  /** Gives a command to every server, cut off or not; the last that took it as a leader. */
  async submitToEveryLeader(command: Command): Promise<Address | null> {
    let leader: Address | null = null;
    for (const server of this.servers) {
      if ((await this.start(server, command))?.isLeader) leader = server;
    }
    return leader;
  }

  /** What `getState` of a server returned; `null` when it is down. */
  async getState(server: Address): Promise<StateResult | null> {
    return ((await this.invoke(server, 'getState')) ?? null) as StateResult | null;
  }

  /** The connected server that says that it leads, of the highest term; `null` when none does. */
  async leader(): Promise<(StateResult & { readonly server: Address }) | null> {
    let leader: (StateResult & { readonly server: Address }) | null = null;
    for (const server of this.connected) {
      const state = await this.getState(server);
      if (state?.isLeader && state.term > (leader?.term ?? 0)) leader = { server, ...state };
    }
    return leader;
  }

  /** Looks every 450–549 ms for a leader among the connected servers, who are a majority. */
  async checkOneLeader(): Promise<Address> {
    for (const deadline = this.now + LIVENESS_MS; this.now < deadline;) {
      await this.sleep(this.random.within(450, 550));
      const leader = await this.leader();
      if (leader) return leader.server;
    }
    return this.#stalled(LIVE_ELECTION, 'No server leads', GO_ELECTION_MS);
  }

  /** None of the connected servers, who are no majority, says that it leads. */
  async checkNoLeader(): Promise<void> {
    const leader = await this.leader();
    if (leader === null) return;
    this.fail(
      ELECTED_BY_MAJORITY,
      `${leader.server} says that it leads term ${leader.term}, but of ${this.servers.length} ` +
        `servers only ${this.connected.join(', ')} can be reached: no majority.\n` +
        this.#situation(),
    );
  }

  /** The term in which all connected servers are, as soon as they agree; 1 or more. */
  async checkTerms(): Promise<number> {
    for (const deadline = this.now + LIVENESS_MS; this.now < deadline;) {
      const states = await Promise.all(this.connected.map((server) => this.getState(server)));
      const terms = new Set(states.map((state) => state?.term ?? 0));
      const [term = 0] = terms;
      if (terms.size === 1 && term >= 1) return term;
      await this.sleep(POLL_MS);
    }
    return this.#stalled(LIVE_ELECTION, 'The servers do not agree on a term of 1 or more');
  }

  /**
   * A leader that will stay one as long as a majority is connected to it on a reliable network: it
   * led 50 ms ago, all are in its term, and its heartbeats have reached them since.
   */
  async stableLeader(): Promise<Address> {
    for (;;) {
      const server = await this.checkOneLeader();
      const term = await this.checkTerms();
      await this.sleep(50);
      const leader = await this.leader();
      if (leader?.server === server && leader.term === term) return server;
    }
  }

  /** Servers that are down. */
  get down(): Address[] {
    return this.servers.filter((server) => !this.isUp(server));
  }

  /** Ends servers, all at one time, and starts them again with what is on their disks. */
  async crashAndRestart(...servers: readonly Address[]): Promise<void> {
    for (const server of servers) this.crash(server);
    await Promise.all(servers.map((server) => this.restart(server)));
  }

  /** What each server that is up has saved, without the snapshot, takes less than `limit` bytes. */
  async checkLogSize(limit: number): Promise<void> {
    for (const server of this.servers) {
      const size = (await this.invoke(server, 'stateSize')) as number | undefined;
      if (size === undefined || size < limit) continue;
      const applied = this.applies.lastApplied(server);
      this.fail(
        LOG_SIZE,
        `${server} has applied ${applied} entries, with a snapshot every ` +
          `${this.#snapshotEvery}, but persister.stateSize() is ${size} bytes, expected less than ` +
          `${limit}: entries that are in a snapshot need not stay in the log.`,
      );
    }
  }

  /** The server that comes n places after that one, in a circle. */
  after(server: Address, n = 1): Address {
    const index = (this.servers.indexOf(server) + n) % this.servers.length;
    return this.servers[index] ?? server;
  }

  /** Requests that have been delivered so far, to any server. */
  rpcCount(): number {
    return this.servers.reduce((sum, server) => sum + this.network.rpcCount(server), 0);
  }

  /** How many servers have applied the entry at that index. */
  nCommitted(index: number): number {
    return this.applies.count(index);
  }

  /**
   * Waits until that many servers have applied the entry at an index.
   *
   * @param term gives up as soon as a server is in a later term: the entry may be lost
   * @returns false when it gave up
   */
  async wait(index: number, servers: number, term = Infinity): Promise<boolean> {
    for (const deadline = this.now + LIVENESS_MS; this.now < deadline;) {
      if (this.nCommitted(index) >= servers) return true;
      for (const server of this.servers) {
        if (((await this.getState(server))?.term ?? 0) > term) return false;
      }
      await this.sleep(POLL_MS);
    }
    const applied = this.nCommitted(index);
    const what = `Entry ${index} is applied on ${applied} servers, not on ${servers}`;
    return this.#stalled(LIVE_AGREEMENT, what, GO_AGREEMENT_MS);
  }

  /**
   * Gives a command to the leader and waits until that many servers have applied it. When it takes
   * too long, the leader may have lost its term: the command is given to a leader again.
   *
   * @returns the index at which it was applied
   */
  async one(command: Command, { servers }: { readonly servers: number }): Promise<number> {
    const accepted: Accepted[] = [];
    for (const deadline = this.now + LIVENESS_MS; this.now < deadline;) {
      const attempt = await this.submit(command);
      if (attempt) accepted.push(attempt);
      const again = this.now + (attempt ? RESUBMIT_MS : 50);
      while (this.now < again) {
        const index = this.#agreed(command, accepted, servers);
        if (index !== undefined) return index;
        await this.sleep(POLL_MS);
      }
    }
    const what = `No agreement on ${show(keyOf(command))} by ${servers} servers`;
    return this.#stalled(LIVE_AGREEMENT, `${what}. ${taken(accepted)}`, GO_AGREEMENT_MS);
  }

  /** Asks the connected servers in turn until one takes the command as a leader. */
  async submit(command: Command): Promise<Accepted | null> {
    for (let asked = 0; asked < this.servers.length; asked++) {
      const server = this.servers[this.#nextToAsk++ % this.servers.length] ?? '';
      if (!this.connected.includes(server)) continue;
      const result = await this.start(server, command);
      if (result?.isLeader) return { server, index: result.index, term: result.term };
    }
    return null;
  }

  #agreed(command: Command, accepted: readonly Accepted[], servers: number): number | undefined {
    const place = accepted.find(
      ({ index }) =>
        this.nCommitted(index) >= servers &&
        keyOf(this.applies.at(index)?.command) === keyOf(command),
    );
    return place?.index;
  }

  #stalled(property: Property, what: string, goLimit?: number): never {
    const go = goLimit === undefined ? '' : ` (the Go course allows ${goLimit / 1000} s)`;
    const limit = `within ${LIVENESS_MS / 1000} s of virtual time${go}`;
    this.fail(property, `${what}, ${limit}.\n${this.#situation()}`);
  }

  /** Who was up, who led, how far each has come, and the last messages between them. */
  #situation(): string {
    const { leaders, lastMessages } = this.#ledgers;
    const reigns = [...leaders.claims.values()].slice(-3);
    const led = reigns.map(({ leader, term, since }) => `${leader} term ${term} ${when(since)}`);
    const current = reigns.at(-1)?.leader;
    const others = this.servers.filter((server) => server !== current);
    const from = current === undefined ? this.servers : [current];
    const messages = from.flatMap((server) =>
      others.filter((to) => to !== server).map((to) => `    ${lastMessages.describe(server, to)}`),
    );
    return [
      ...this.servers.map((server) => `  ${server}: ${this.#state(server)}`),
      `  led: ${led.join(', ') || 'nobody'}`,
      '  last messages:',
      ...messages,
    ].join('\n');
  }

  #state(server: Address): string {
    const link = this.network.isConnected(server) ? 'connected' : 'cut off';
    const state = this.isUp(server) ? link : 'down';
    return `${state}, applied up to ${this.applies.lastApplied(server)}`;
  }
}

/** Who took a command as a leader, and where it was put. */
function taken(accepted: readonly Accepted[]): string {
  const [first] = accepted;
  const last = accepted.at(-1);
  if (first === undefined || last === undefined) return 'No connected server took it';
  const place = ({ server, index, term }: Accepted) => `${server} as entry ${index}@${term}`;
  if (accepted.length === 1) return `It was taken by ${place(first)}`;
  return `It was taken ${accepted.length} times, first by ${place(first)}, last by ${place(last)}`;
}
