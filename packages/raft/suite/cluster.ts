/** The vocabulary of the Raft cases: servers that are given commands. */
import type { Address, Env } from 'harness';
import type { Command, StartResult } from '../api.ts';
import type { StartWhen } from '../node-args.ts';
import { show } from './ledgers/log-tree.ts';
import { keyOf } from './ledgers/rpc.ts';
import { LOG_SIZE, TAKE_SNAPSHOT } from './properties.ts';
import { fromSnapshot } from '../service-state.ts';
import { POLL_MS, RaftServers, type RaftServersOptions } from './raft-servers.ts';
import type { Limit } from './rules.ts';

export interface RaftClusterOptions extends Pick<
  RaftServersOptions,
  'servers' | 'network' | 'link' | 'probes' | 'rules'
> {
  /** The service of each server makes a snapshot at each multiple of this index. */
  readonly snapshotEvery?: number;
}

interface OneOptions {
  /** How many have to apply the command. */
  readonly servers: number;
  readonly within?: Limit;
  /** Nothing fails meanwhile, so the leader that takes the command keeps its term. */
  readonly steady?: boolean;
}

/** Where a leader has put a command. */
export interface Accepted {
  readonly server: Address;
  readonly index: number;
  readonly term: number;
}

export class RaftCluster extends RaftServers {
  readonly #snapshotEvery: number | undefined;
  #commands = 0;
  #nextToAsk = 0;

  constructor(env: Env, { snapshotEvery, ...options }: RaftClusterOptions) {
    super(env, { ...options, args: { snapshotEvery } });
    this.#snapshotEvery = snapshotEvery;
    this.network.longDelays = true;
  }

  /** A new command, unlike all others of this run; padded to `size` characters. */
  command(size = 0): Command {
    this.#commands += 1;
    return `c${this.#commands}`.padEnd(size, '.');
  }

  /** What `start` of a server returned; `undefined` when it is down. */
  start(server: Address, command: Command): Promise<StartResult | undefined> {
    return this.invoke(server, 'start', command as string) as Promise<StartResult | undefined>;
  }

  /**
   * Lets the service of a server call `start` from inside the next apply, or in the same turn as the
   * next `start`.
   *
   * @returns what that `start` returned; `undefined` when the server is down
   */
  startLater(server: Address, command: Command, when: StartWhen): Promise<StartResult | undefined> {
    return this.invoke(server, 'start', command as string, when) as Promise<
      StartResult | undefined
    >;
  }

  /** Gives a command to every server, cut off or not; the last that took it as a leader. */
  async submitToEveryLeader(command: Command): Promise<Address | null> {
    let leader: Address | null = null;
    for (const server of this.servers) {
      if ((await this.start(server, command))?.isLeader) leader = server;
    }
    return leader;
  }

  /** What each server that is up has saved, without the snapshot, takes less than `limit` bytes. */
  async checkLogSize(limit: number): Promise<void> {
    for (const server of this.servers) {
      const size = (await this.invoke(server, 'stateSize')) as number | undefined;
      if (size === undefined || size < limit) continue;
      const applied = this.applies.lastApplied(server);
      this.#checkSnapshot(server, applied);
      this.fail(
        LOG_SIZE,
        `${server} has applied ${applied} entries, with a snapshot every ` +
          `${this.#snapshotEvery}, but persister.stateSize() is ${size} bytes, expected less than ` +
          `${limit}: entries that are in a snapshot need not stay in the log.`,
      );
    }
  }

  /** The snapshots that a service has made are on disk, the latest two perhaps not yet. */
  #checkSnapshot(server: Address, applied: number): void {
    const every = this.#snapshotEvery ?? Infinity;
    const made = Math.floor(applied / every) * every;
    const saved = fromSnapshot(this.world.node(server).disk.snapshot)?.index ?? 0;
    if (saved + 2 * every >= made) return;
    this.fail(
      TAKE_SNAPSHOT,
      `The service of ${server} has called snapshot(index, data) before apply returned at each ` +
        `multiple of ${every}, the last time with index ${made}, but the snapshot on the disk of ` +
        `${server} is ${saved === 0 ? 'missing' : `that of entry ${saved}`}.\n` +
        `  snapshot() is called for the entry that apply() is handing over: that entry counts as ` +
        `applied. Save the snapshot together with the log that follows it.`,
    );
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
    for (const deadline = this.now + this.rules.waitMs; this.now < deadline;) {
      if (this.nCommitted(index) >= servers) return true;
      for (const server of this.servers) {
        if (((await this.getState(server))?.term ?? 0) > term) return false;
      }
      await this.sleep(POLL_MS);
    }
    const applied = this.nCommitted(index);
    const what = `Entry ${index} is applied on ${applied} servers, not on ${servers},`;
    return this.stalled(what, 'waitMs', [{ index }]);
  }

  /**
   * Gives a command to the leader and waits until that many servers have applied it. When it takes
   * too long and the leader has lost its term, the command is given to a leader again.
   *
   * @param within how long that may take
   * @returns the index at which it was applied
   */
  async one(command: Command, options: OneOptions): Promise<number> {
    const { servers, within = 'agreementMs', steady = false } = options;
    const accepted: Accepted[] = [];
    const since = this.now;
    for (const deadline = since + this.rules[within]; this.now < deadline;) {
      const last = accepted.at(-1);
      const leads = last !== undefined && (await this.#stillLeads(last));
      if (last && !leads && steady && !this.rules.resubmitsToSame) {
        const what = `${taken(accepted)}, which has not kept its term, though nothing has failed.`;
        this.lostTerm(what, since);
      }
      const attempt = leads ? null : await this.submit(command);
      if (attempt) accepted.push(attempt);
      const again = this.now + (attempt ? this.rules.resubmitMs : 50);
      while (this.now < again) {
        const index = this.#agreed(command, accepted, servers);
        if (index !== undefined) return index;
        await this.sleep(POLL_MS);
      }
    }
    const what = `No agreement on ${show(keyOf(command))} by ${servers} servers`;
    return this.stalled(what, within, accepted, taken(accepted));
  }

  /**
   * All servers agree on a command, and after a while without any other one all have applied the
   * same: heartbeats say what is committed (§5.3). A leader that is deposed right after it has
   * committed something leaves the rest to the next command, so there is more than one try.
   *
   * @param quiet ms; several heartbeats
   */
  async agreeInQuiet(quiet: number): Promise<void> {
    for (const deadline = this.now + this.rules.agreementMs; this.now < deadline;) {
      await this.one(this.command(), { servers: this.servers.length });
      await this.sleep(quiet);
      const last = new Set(this.servers.map((server) => this.applies.lastApplied(server)));
      if (last.size === 1) return;
    }
    const what = 'The servers have not applied the same entries without a new command';
    const index = Math.max(...this.servers.map((server) => this.applies.lastApplied(server)));
    return this.stalled(what, 'agreementMs', [{ index }]);
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

  /** True if the leader that took a command has kept its term, and need not be asked again. */
  async #stillLeads({ server, term }: Accepted): Promise<boolean> {
    if (this.rules.resubmitsToSame || !this.connected.includes(server)) return false;
    const state = await this.getState(server);
    return state !== null && state.isLeader && state.term === term;
  }

  #agreed(command: Command, accepted: readonly Accepted[], servers: number): number | undefined {
    const place = accepted.find(
      ({ index }) =>
        this.nCommitted(index) >= servers &&
        keyOf(this.applies.at(index)?.command) === keyOf(command),
    );
    return place?.index;
  }
}

/** Who took a command as a leader, and where it was put. */
function taken(accepted: readonly Accepted[]): string {
  const [first] = accepted;
  const last = accepted.at(-1);
  if (first === undefined || last === undefined) return 'No connected server took it';
  const place = ({ server, index, term }: Accepted) => `${server} as entry ${index}@${term}`;
  if (accepted.length === 1) return `It was taken by ${place(first)}`;
  const [from, to] = [place(first), place(last)];
  return `It was taken ${accepted.length} times, first by ${from}, last by ${to}`;
}
