/**
 * Candidates (§5.2; Figure 2): with votes from a majority of servers a candidate becomes leader, and
 * waits for no other reply. One that stands again instead has the votes, but has not counted them.
 * It asks all servers in parallel, and not one after the other.
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
import { LEAD_WHEN_ELECTED, PARALLEL } from '../properties.ts';
import type { Leaders } from './leaders.ts';
import { leaderTermOf, replyTermOf, requestVoteArgs, requestVoteReply, termOf } from './rpc.ts';
import type { Run } from './run.ts';

/** µs that a candidate may take to ask all voters. */
const MAX_ASKING = 100_000;
/** µs that a candidate may take to count a vote. */
const MAX_DELAY = 100_000;

/** A server that stands for election. */
interface Candidacy {
  readonly term: number;
  readonly incarnation: number;
  readonly since: Moment;
  /** Whom it has asked, and its last request. */
  readonly asked: Set<Address>;
  last: Message;
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
  /** By candidate, then by voter: the last request for a vote, while it is not answered. */
  readonly #unanswered = new Map<Address, Map<Address, Message>>();

  constructor(run: Run, leaders: Leaders) {
    this.#run = run;
    this.#leaders = leaders;
  }

  booted({ address }: NodeInfo): void {
    this.#latest.delete(address);
    this.#unanswered.delete(address);
  }

  called(message: Message): void {
    const term = requestVoteArgs(message)?.term;
    const { from, fromIncarnation: incarnation } = message;
    const before = this.#latest.get(from);
    if (term === undefined || !this.#run.servers.includes(from)) return;
    if (before && term <= before.term) {
      if (term === before.term) Object.assign(before, { last: message }).asked.add(message.to);
      return this.#asks(message);
    }
    if (before) {
      this.#checkLed(message, before, term);
      this.#checkAsked(message, before, term);
    }
    this.#asks(message);
    const since = moment(this.#run);
    const [asked, voters] = [new Set([from, message.to]), new Set([from])];
    const open = { elected: undefined, over: false };
    this.#latest.set(from, { term, incarnation, since, asked, last: message, voters, ...open });
  }

  delivered(message: Message): void {
    const candidacy = this.#latest.get(message.to);
    if (candidacy === undefined || candidacy.over) return;
    const isLeaders = (leaderTermOf(message) ?? 0) >= candidacy.term;
    if (isLeaders || (termOf(message) ?? 0) > candidacy.term) candidacy.over = true;
  }

  replied(message: Message): void {
    const unanswered = this.#unanswered.get(message.from);
    if (unanswered?.get(message.to)?.id === message.id) unanswered.delete(message.to);
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

  #asks(message: Message): void {
    const unanswered = this.#unanswered.get(message.from);
    if (unanswered) unanswered.set(message.to, message);
    else this.#unanswered.set(message.from, new Map([[message.to, message]]));
  }

  /** Servers that it has not asked in a term, since a request of an earlier term is still open. */
  #heldBack({ term, asked, last }: Candidacy): number {
    const unanswered = [...(this.#unanswered.get(last.from) ?? [])];
    return unanswered.filter(([to, open]) => !asked.has(to) && (termOf(open) ?? 0) < term).length;
  }

  /** A candidate that waits for a reply has asked everybody else before it stands again. */
  #checkAsked(call: Message, before: Candidacy, next: number): void {
    const { term, since, asked, elected, over, last } = before;
    if (elected || over || next !== term + 1) return;
    if (this.#unanswered.get(call.from)?.get(last.to) !== last) return;
    if (asked.size + this.#heldBack(before) >= this.#run.size) return;
    if (this.#run.clock.now - since.at < MAX_ASKING) return;
    throw violation(
      this.#run,
      PARALLEL,
      `A candidate issues RequestVote RPCs in parallel to each of the other servers, but ` +
        `${call.from} stands again before it has asked all of them: ${describeMessage(call)} ` +
        `${when(moment(this.#run))}\n` +
        `  In term ${term}, since ${stamp(since)}, it has only asked ` +
        `${[...asked].slice(1).join(' and ')}, and waits for the reply to ` +
        `${describeMessage(last)}. ` +
        `A reply of a server that is down can take seconds: ask the next without waiting for it.`,
      since,
    );
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
