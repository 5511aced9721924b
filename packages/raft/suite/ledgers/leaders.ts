/**
 * Election Safety (Figure 3): at most one leader can be elected in a given term. A server claims to
 * lead a term by sending AppendEntries or InstallSnapshot in it, and by what start() and getState()
 * return. It must have been elected: by votes of a majority that have reached it (§5.2). A server
 * that comes back after a crash is a follower (Figure 4): it must win again before it leads again.
 */
import {
  type Address,
  type Message,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  type Plain,
  violation,
  when,
} from 'harness';
import type { StateResult } from '../../api.ts';
import { describeMessage } from '../notation.ts';
import { ELECTED_BY_MAJORITY, ELECTION_SAFETY, LEAD_ON } from '../properties.ts';
import { leaderTermOf, requestVoteArgs, requestVoteReply } from './rpc.ts';
import type { Run } from './run.ts';

/** The first sign that a server leads a term. */
export interface Claim {
  readonly leader: Address;
  readonly term: number;
  /** The latest incarnation of the leader that was elected. */
  incarnation: number;
  readonly since: Moment;
  /** What it said: a message, or a method that returned. */
  readonly sign: string;
}

export class Leaders implements Observer {
  /** By term, in the order in which they were seen. */
  readonly claims = new Map<number, Claim>();
  readonly #run: Run;
  /** `candidate incarnation term` → who has granted it a vote that arrived. */
  readonly #voters = new Map<string, Set<Address>>();

  /** By leader: the last request to itself that has reached it. */
  readonly #toItself = new Map<Address, { readonly message: Message; readonly since: Moment }>();

  constructor(run: Run) {
    this.#run = run;
  }

  delivered(message: Message): void {
    if (message.from !== message.to) return;
    this.#toItself.set(message.to, { message, since: moment(this.#run) });
  }

  replied(message: Message): void {
    const args = requestVoteArgs(message);
    if (args === undefined || requestVoteReply(message)?.voteGranted !== true) return;
    const { from, fromIncarnation } = message;
    this.#votersOf(from, fromIncarnation, args.term).add(message.to);
  }

  called(message: Message): void {
    const { from, fromIncarnation } = message;
    const term = leaderTermOf(message);
    if (term === undefined) return;
    if (this.#isKnown(from, fromIncarnation, term)) return;
    this.#claim(from, fromIncarnation, term, () => describeMessage(message));
  }

  returned(node: NodeInfo, method: string, _args: Plain, value: Plain): void {
    if (method !== 'start' && method !== 'getState') return;
    const { term, isLeader } = value as unknown as StateResult;
    const { address, incarnation } = node;
    if (!isLeader) return this.#checkLeadsOn(node, method, term);
    if (this.#isKnown(address, incarnation, term)) return;
    this.#claim(address, incarnation, term, () => `${address}.${method}() says so`);
  }

  /** A leader that gives up right after a heartbeat of its own has taken itself for another one. */
  #checkLeadsOn({ address, incarnation }: NodeInfo, method: string, term: number): void {
    const own = this.#toItself.get(address);
    if (own === undefined || leaderTermOf(own.message) !== term) return;
    if (own.message.fromIncarnation !== incarnation) return;
    throw violation(
      this.#run,
      LEAD_ON,
      `A leader leads until it learns of a later term, but ${address} has led term ${term} and is ` +
        `no leader of it any more:\n` +
        `  ${address}.${method}() says so ${when(moment(this.#run))}\n` +
        `  It has received its own ${describeMessage(own.message)} ${when(own.since)}: a leader ` +
        `sends AppendEntries to the other servers, and is no follower of itself.`,
      own.since,
    );
  }

  #isKnown(leader: Address, incarnation: number, term: number): boolean {
    const claim = this.claims.get(term);
    return claim?.leader === leader && claim.incarnation === incarnation;
  }

  #claim(leader: Address, incarnation: number, term: number, describe: () => string): void {
    const first = this.claims.get(term);
    if (!this.#run.servers.includes(leader)) return;
    const sign = describe();
    const since = moment(this.#run);
    if (first === undefined) {
      this.#checkMajority(leader, incarnation, term, sign);
      this.claims.set(term, { leader, term, incarnation, since, sign });
    } else if (first.leader === leader) {
      this.#checkMajority(leader, incarnation, term, sign, first);
      first.incarnation = incarnation;
    } else {
      throw violation(
        this.#run,
        ELECTION_SAFETY,
        `At most one leader can be elected in a given term, but term ${term} has two:\n` +
          `  ${first.leader} ${when(first.since)}: ${first.sign}\n` +
          `  ${leader} ${when(since)}: ${sign}`,
        first.since,
      );
    }
  }

  #checkMajority(
    leader: Address,
    incarnation: number,
    term: number,
    sign: string,
    before?: Claim,
  ): void {
    const voters = new Set([leader, ...this.#votersOf(leader, incarnation, term)]);
    const { size, majority } = this.#run;
    if (voters.size >= majority) return;
    throw violation(
      this.#run,
      ELECTED_BY_MAJORITY,
      `A candidate wins with votes of a majority, ${majority} of ${size}, but ${leader} leads ` +
        `term ${term} without: ${sign}\n` +
        `  Votes of term ${term} that it has: ${[...voters].join(', ')} (its own included).` +
        (before === undefined
          ? ''
          : `\n  It led that term ${when(before.since)}, but has crashed since: servers start up ` +
            `as followers (Figure 4).`),
    );
  }

  #votersOf(candidate: Address, incarnation: number, term: number): Set<Address> {
    const key = `${candidate} ${incarnation} ${term}`;
    let voters = this.#voters.get(key);
    if (voters === undefined) this.#voters.set(key, (voters = new Set()));
    return voters;
  }
}
