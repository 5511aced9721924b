/** The servers of a cluster, watched by all ledgers: what every lab that stands on Raft shares. */
import {
  type Address,
  Cluster,
  type ClusterOptions,
  type Env,
  type Observer,
  type Plain,
  when,
} from 'harness';
import type { StateResult } from '../api.ts';
import { diagnose, type Overdue } from './diagnosis/diagnose.ts';
import { type Cause, citedBy, type Stall } from './diagnosis/stall.ts';
import { whyNoLeader } from './diagnosis/why-no-leader.ts';
import type { Applies } from './ledgers/applies.ts';
import { type Ledgers, openLedgers } from './ledgers/index.ts';
import type { Claim } from './ledgers/leaders.ts';
import {
  ELECTED_BY_MAJORITY,
  ELECTION_SAFETY,
  LIVE_AGREEMENT,
  LIVE_ELECTION,
} from './properties.ts';
import { GO_RULES, type Limit, OUR_RULES, type Rules } from './rules.ts';

export const POLL_MS = 20;

export interface RaftServersOptions extends Pick<ClusterOptions, 'network' | 'link'> {
  readonly servers: number;
  /** What each server is given at boot, besides the addresses of all. */
  readonly args?: { readonly [name: string]: Plain };
  /** Whatever a server says is asked of its disk as well: see ledgers/probes.ts. Default: false. */
  readonly probes?: boolean;
  /** How the ledgers hear of a run in which more happens than Raft. Default: they hear it all. */
  readonly hear?: (ledgers: readonly Observer[], servers: readonly Address[]) => Observer;
  /** Whether the run says which rare situations it has met: see situations.ts. Default: true. */
  readonly situations?: boolean;
  /** Default: ours. */
  readonly rules?: Rules;
}

export class RaftServers extends Cluster {
  protected readonly rules: Rules;
  readonly #ledgers: Ledgers;

  constructor(env: Env, options: RaftServersOptions) {
    const servers = Array.from({ length: options.servers }, (_, i) => `S${i + 1}`);
    super(env, { ...options, args: () => ({ servers, ...options.args }) });
    const { majority, world } = this;
    const run = { clock: world, servers, size: servers.length, majority };
    const { hear, probes = false, rules = OUR_RULES, situations = true } = options;
    this.#ledgers = openLedgers(run, {
      ...(situations && { reach: env.reach }),
      ...(probes && { prober: world }),
    });
    this.rules = rules;
    const ledgers = rules.heard(this.#ledgers);
    for (const observer of hear ? [hear(ledgers, servers)] : ledgers) world.observe(observer);
  }

  /** What the servers have applied. */
  get applies(): Applies {
    return this.#ledgers.applies;
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
      if (!state?.isLeader) continue;
      if (state.term === leader?.term) {
        const two = `${leader.server} and ${server} both say that they lead term ${state.term}.`;
        this.fail(ELECTION_SAFETY, two);
      }
      if (state.term > (leader?.term ?? 0)) leader = { server, ...state };
    }
    return leader;
  }

  /** First sign of the leader that was seen last; `undefined` before there is one. */
  protected get latestReign(): Claim | undefined {
    return [...this.#ledgers.leaders.claims.values()].at(-1);
  }

  /** Looks every 450–549 ms for a leader among the connected servers, who are a majority. */
  async checkOneLeader(): Promise<Address> {
    for (const deadline = this.now + this.rules.electionMs; this.now < deadline;) {
      await this.sleep(this.random.within(450, 550));
      const leader = await this.leader();
      if (leader) return leader.server;
    }
    return this.stalled('No connected server leads', 'electionMs');
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
    for (const deadline = this.now + this.rules.electionMs; this.now < deadline;) {
      const states = await Promise.all(this.connected.map((server) => this.getState(server)));
      const terms = new Set(states.map((state) => state?.term ?? 0));
      const [term = 0] = terms;
      if (terms.size === 1 && term >= 1) return term;
      await this.sleep(POLL_MS);
    }
    return this.stalled('The servers do not agree on a term of 1 or more', 'electionMs');
  }

  /**
   * A leader that will stay one as long as a majority is connected to it on a reliable network: it
   * led 50 ms ago, all are in its term, and its heartbeats have reached them since.
   */
  async stableLeader(): Promise<Address> {
    const since = this.now;
    while (this.now - since < OUR_RULES.electionMs) {
      const server = await this.checkOneLeader();
      const term = await this.checkTerms();
      await this.sleep(50);
      const leader = await this.leader();
      if (leader?.server === server && leader.term === term) return server;
    }
    const within = `${OUR_RULES.electionMs / 1000} s of virtual time`;
    return this.lostTerm(`No leader has kept its term for 50 ms within ${within}.`, since);
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

  /** The server that comes n places after that one, in a circle. */
  after(server: Address, n = 1): Address {
    const index = (this.servers.indexOf(server) + n) % this.servers.length;
    return this.servers[index] ?? server;
  }

  /** Requests that have been delivered so far, to any server. */
  rpcCount(): number {
    return this.servers.reduce((sum, server) => sum + this.network.rpcCount(server), 0);
  }

  /**
   * Ends the run: what must happen has not, for as long as it may take. The rule that is named is
   * the one that the servers have broken meanwhile.
   *
   * @param overdue entries that are waited for; `undefined`: a leader is
   * @param more a second sentence
   */
  protected stalled(what: string, limit: Limit, overdue?: readonly Overdue[], more = ''): never {
    const [allowed, go] = [this.rules[limit] / 1000, GO_RULES[limit] / 1000];
    const beside = allowed === go ? '' : ` (the Go course allows ${go} s)`;
    const stall = this.#stallSince(this.now - this.rules[limit]);
    const text = `${what} after ${allowed} s of virtual time${beside}.${more && ` ${more}.`}`;
    const unknown = { property: overdue ? LIVE_AGREEMENT : LIVE_ELECTION, lines: [] };
    return this.#failBy(this.rules.diagnoses ? diagnose(stall, overdue) : unknown, text);
  }

  /**
   * Ends the run: a leader has not kept its term, though nothing has failed.
   *
   * @param since virtual ms at which all was well
   */
  lostTerm(what: string, since: number): never {
    const unknown = { property: LIVE_ELECTION, lines: [] };
    const { diagnoses } = this.rules;
    return this.#failBy(diagnoses ? whyNoLeader(this.#stallSince(since)) : unknown, what);
  }

  #stallSince(ms: number): Stall {
    return { ...this.#ledgers.known, connected: this.connected, since: ms * 1000 };
  }

  #failBy(cause: Cause, what: string): never {
    const why = cause.lines.map((line) => `  ${line}\n`).join('');
    const text = `${what}\n${why}${this.#situation()}`;
    return this.fail(cause.property, text, citedBy(cause, this.world.eventNumber));
  }

  /** Servers that were up, how far each has come, and the last leader. */
  #situation(): string {
    const reigns = [...this.#ledgers.leaders.claims.values()].slice(-3);
    const led = reigns.map(({ leader, term, since }) => `${leader} term ${term} ${when(since)}`);
    return [
      ...this.servers.map((server) => `  ${server}: ${this.#state(server)}`),
      `  led: ${led.join(', ') || 'nobody'}`,
    ].join('\n');
  }

  #state(server: Address): string {
    const link = this.network.isConnected(server) ? 'connected' : 'cut off';
    const state = this.isUp(server) ? link : 'down';
    return `${state}, applied up to ${this.applies.lastApplied(server)}`;
  }
}
