/**
 * Refused votes (§5.2, §5.4.1; Figure 2, RequestVote 2): a server that has not voted in a term grants
 * its vote to a candidate whose log is at least as up-to-date as its own. One that refuses for no
 * reason keeps the others from electing a leader.
 *
 * A reason may be one that nobody can see: a vote that a crash has kept from being answered, or one
 * for itself. And a server that has heard of a leader just now may disregard candidates (§8).
 */
import {
  type Address,
  type Message,
  type Moment,
  moment,
  type NodeInfo,
  type Observer,
  type Plain,
  violation,
  when,
} from 'harness';
import type { StartResult } from '../../api.ts';
import { describeMessage, describeReply } from '../notation.ts';
import { VOTE_WHEN_FREE } from '../properties.ts';
import {
  appendEntriesArgs,
  installSnapshotArgs,
  isUpToDate,
  lastOf,
  lastOfCandidate,
  leaderTermOf,
  type Position,
  replyTermOf,
  requestVoteArgs,
  requestVoteReply,
  termOf,
} from './rpc.ts';
import type { Run } from './run.ts';

/** µs in which a server may still believe in its leader. */
const LEASE = 3_000_000;
/** µs after which a server that has voted for itself has asked for votes. */
const STANDS_WITHIN = 100_000;

/** A refusal without a reason that shows. */
interface Refusal {
  readonly term: number;
  readonly message: Message;
  readonly since: Moment;
}

/** One server. */
interface Server {
  /** Its log ends no later than there: all that it was ever sent or given. */
  last: Position;
  /** Number of calls of start() that have not returned. */
  starting: number;
  /** Terms in which it has voted, or in which it can have done so. */
  voted: Set<number>;
  /** The highest term that has reached it. */
  term: number;
  /** It makes RPCs of its own, or pre-votes. */
  asksFirst: boolean;
  /** In terms up to there it may have voted before it crashed. */
  unsure: number;
  /** The highest term of which it knows the leader: it need not help another to win that. */
  led: number;
  /** When it last heard from a leader or booted, µs. */
  heard: number;
  refusal: Refusal | undefined;
}

export class Refusals implements Observer {
  readonly #run: Run;
  readonly #servers = new Map<Address, Server>();

  constructor(run: Run) {
    this.#run = run;
    for (const address of run.servers) {
      const last = { index: 0, term: 0 };
      const terms = { voted: new Set<number>(), term: 0, asksFirst: false, unsure: 0, led: 0 };
      this.#servers.set(address, {
        last,
        starting: 0,
        ...terms,
        heard: -LEASE,
        refusal: undefined,
      });
    }
  }

  booted({ address }: NodeInfo): void {
    const server = this.#servers.get(address);
    if (server) server.heard = this.#run.clock.now;
  }

  crashed({ address }: NodeInfo): void {
    const server = this.#servers.get(address);
    if (server === undefined) return;
    // It may just have begun the next term, or one that it has learned of in a way of its own.
    server.unsure = server.asksFirst ? Infinity : server.term + 1;
    server.refusal = undefined;
    // A command may have been saved by a start() that never returned.
    if (server.starting > 0) this.#mayHold(address, { index: Infinity, term: server.term });
    server.starting = 0;
  }

  invoked({ address }: NodeInfo, method: string): void {
    const server = this.#servers.get(address);
    if (server && method === 'start') server.starting += 1;
  }

  returned({ address }: NodeInfo, method: string, _args: Plain, value: Plain): void {
    const server = this.#servers.get(address);
    if (method !== 'start' || server === undefined) return;
    server.starting -= 1;
    const { index, term, isLeader } = value as unknown as StartResult;
    if (isLeader) this.#mayHold(address, { index, term });
  }

  called(message: Message): void {
    const server = this.#servers.get(message.from);
    if (server === undefined) return;
    const term = termOf(message) ?? 0;
    if (term === 0) server.asksFirst = true;
    server.term = Math.max(server.term, term);
    if (requestVoteArgs(message)) server.voted.add(term);
    this.#checkLater(server);
  }

  delivered(message: Message): void {
    const server = this.#servers.get(message.to);
    if (server === undefined) return;
    server.term = Math.max(server.term, termOf(message) ?? 0);
    const led = leaderTermOf(message);
    if (led !== undefined) server.heard = this.#run.clock.now;
    server.led = Math.max(server.led, led ?? 0);
    const append = appendEntriesArgs(message);
    if (append) this.#mayHold(message.to, lastOf(append));
    const install = installSnapshotArgs(message);
    if (install === undefined) return;
    const { lastIncludedIndex: index, lastIncludedTerm: term } = install;
    this.#mayHold(message.to, { index, term });
  }

  responded(message: Message): void {
    const args = requestVoteArgs(message);
    const server = this.#servers.get(message.to);
    if (args === undefined || server === undefined) return;
    const { term } = args;
    if (requestVoteReply(message)?.voteGranted) server.voted.add(term);
    this.#checkLater(server);
    if (this.#isUnfounded(message, server)) {
      server.refusal ??= { term, message, since: moment(this.#run) };
    }
  }

  replied(message: Message): void {
    const server = this.#servers.get(message.from);
    if (server) server.term = Math.max(server.term, replyTermOf(message) ?? 0);
  }

  #mayHold(address: Address, last: Position): void {
    const server = this.#servers.get(address);
    if (server && isUpToDate(last, server.last)) server.last = last;
  }

  /** The server has not voted in that term as far as is known, and has no other reason. */
  #isUnfounded(message: Message, server: Server): boolean {
    const args = requestVoteArgs(message);
    const reply = requestVoteReply(message);
    if (args === undefined || reply?.voteGranted || reply?.term !== args.term) return false;
    const { led, unsure, voted } = server;
    if (args.term <= Math.max(led, unsure) || voted.has(args.term)) return false;
    if (server.starting > 0) return false;
    if (this.#run.clock.now - server.heard < LEASE) return false;
    return isUpToDate(lastOfCandidate(args), server.last);
  }

  /** Has the server shown a reason by now, a vote for another or for itself? */
  #checkLater(server: Server): void {
    const { refusal, voted } = server;
    if (refusal === undefined) return;
    if (voted.has(refusal.term)) server.refusal = undefined;
    else if (this.#run.clock.now - refusal.since.at > STANDS_WITHIN) {
      throw this.#unfounded(server, refusal);
    }
  }

  #unfounded(server: Server, { term, message, since }: Refusal): Error {
    return violation(
      this.#run,
      VOTE_WHEN_FREE,
      `If votedFor is null or candidateId, and the candidate's log is at least as up-to-date as the ` +
        `receiver's log, grant the vote.\n` +
        `  ${describeMessage(message)} → ${describeReply(message.method, message.reply)} ` +
        `${when(since)}\n` +
        `  ${message.to} has voted for nobody in term ${term}, itself included. The last entry that ` +
        `it was ever sent or given is ${server.last.index}@${server.last.term}, and it has not heard ` +
        `of a leader for ${LEASE / 1e6} s.`,
      since,
    );
  }
}
