/**
 * Candidates (§5.2; Figure 2): with votes from a majority of servers a candidate becomes leader, and
 * waits for no other reply. One that stands again instead has the votes, but has not counted them.
 */
import {
  type Address,
  type Message,
  type Moment,
  moment,
  type NodeInfo,
  type Observer,
  violation,
  when,
  stamp,
} from 'harness';
import { describeMessage } from '../notation.ts';
import { LEAD_WHEN_ELECTED } from '../properties.ts';
import type { Leaders } from './leaders.ts';
import { leaderTermOf, replyTermOf, requestVoteArgs, requestVoteReply, termOf } from './rpc.ts';
import type { Run } from './run.ts';

/** µs that a candidate may take to count a vote. */
const MAX_DELAY = 100_000;

/** A server that stands for election. */
interface Candidacy {
  readonly term: number;
  readonly incarnation: number;
  /** Whose votes have reached it, and its own. */
  readonly voters: Set<Address>;
  /** When it had a majority. */
  elected: Moment | undefined;
  /** It has heard of a leader of its term, or of a later term. */
  over: boolean;
}

export class Candidacies implements Observer {
  readonly #run: Run;
  readonly #leaders: Leaders;
  readonly #latest = new Map<Address, Candidacy>();

  constructor(run: Run, leaders: Leaders) {
    this.#run = run;
    this.#leaders = leaders;
  }

  booted({ address }: NodeInfo): void {
    this.#latest.delete(address);
  }

  called(message: Message): void {
    const term = requestVoteArgs(message)?.term;
    const { from, fromIncarnation: incarnation } = message;
    const before = this.#latest.get(from);
    if (term === undefined || term === before?.term || !this.#run.servers.includes(from)) return;
    if (before) this.#checkLed(message, before, term);
    const voters = new Set([from]);
    this.#latest.set(from, { term, incarnation, voters, elected: undefined, over: false });
  }

  delivered(message: Message): void {
    const candidacy = this.#latest.get(message.to);
    if (candidacy === undefined || candidacy.over) return;
    const isLeaders = (leaderTermOf(message) ?? 0) >= candidacy.term;
    if (isLeaders || (termOf(message) ?? 0) > candidacy.term) candidacy.over = true;
  }

  replied(message: Message): void {
    const candidacy = this.#latest.get(message.from);
    if (candidacy === undefined || candidacy.over) return;
    if ((replyTermOf(message) ?? 0) > candidacy.term) candidacy.over = true;
    const args = requestVoteArgs(message);
    const { term, incarnation, voters } = candidacy;
    if (args?.term !== term || incarnation !== message.fromIncarnation) return;
    if (!requestVoteReply(message)?.voteGranted) return;
    voters.add(message.to);
    if (voters.size >= this.#run.majority) candidacy.elected ??= moment(this.#run);
  }

  #checkLed(call: Message, { term, voters, elected, over }: Candidacy, next: number): void {
    if (elected === undefined || over || next !== term + 1) return;
    if (this.#run.clock.now - elected.at < MAX_DELAY || this.#leaders.claims.has(term)) return;
    const { size, majority } = this.#run;
    throw violation(
      this.#run,
      LEAD_WHEN_ELECTED,
      `A candidate with votes from a majority of the servers becomes leader, but ${call.from} ` +
        `stands again instead: ${describeMessage(call)} ${when(moment(this.#run))}\n` +
        `  In term ${term} it had the votes of ${[...voters].join(', ')} (its own included), ` +
        `${voters.size} of ${size}, where ${majority} are a majority, since ${stamp(elected)}, and ` +
        `heard of no other leader and no later term.\n` +
        `  Count each vote when it arrives: a reply of a server that is down can take seconds, so ` +
        `do not wait for all of them (Promise.all).`,
      elected,
    );
  }
}
