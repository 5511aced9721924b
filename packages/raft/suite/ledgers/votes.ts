/**
 * Votes (§5.2, §5.4.1; Figure 2, RequestVote): each server votes for at most one candidate in a
 * term, a candidate for itself, across crashes; never in a term that it has left; and never for a
 * candidate whose log is less up-to-date than what it has acknowledged itself.
 */
import {
  type Address,
  type Message,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  violation,
  when,
} from 'harness';
import type { RequestVoteArgs } from '../../api.ts';
import { describeExchange } from '../notation.ts';
import { ELECTION_RESTRICTION, ONE_VOTE, STALE_VOTE } from '../properties.ts';
import type { Held, Holds } from './holds.ts';
import { isUpToDate, lastOfCandidate, requestVoteArgs, requestVoteReply } from './rpc.ts';
import type { Run } from './run.ts';
import type { Terms } from './terms.ts';

interface Vote {
  readonly candidate: Address;
  readonly cast: Moment;
  /** The voter's incarnation. */
  readonly incarnation: number;
}

/** What was known of the voter when the request reached it: handlers may take their time. */
interface Request {
  readonly shownTerm: number;
  readonly leaderTerm: number;
  readonly held: Held | undefined;
}

export class Votes implements Observer {
  readonly #run: Run;
  readonly #terms: Terms;
  readonly #holds: Holds;
  /** By voter, then by term. */
  readonly #votes = new Map<Address, Map<number, Vote>>();
  /** Requests for a vote that are not answered yet, by id. */
  readonly #requests = new Map<number, Request>();

  /** @param terms which sees a reply after this ledger */
  constructor(run: Run, terms: Terms, holds: Holds) {
    this.#run = run;
    this.#terms = terms;
    this.#holds = holds;
    for (const address of run.servers) this.#votes.set(address, new Map());
  }

  called(message: Message): void {
    const vote = requestVoteArgs(message);
    if (vote === undefined) return;
    // A candidate votes for itself.
    this.#cast(message.from, vote.term, message.from, message.fromIncarnation);
  }

  delivered(message: Message): void {
    const { to } = message;
    if (requestVoteArgs(message) === undefined || !this.#votes.has(to)) return;
    const [shownTerm, leaderTerm] = [this.#terms.shown(to), this.#holds.leaderTerm(to)];
    this.#requests.set(message.id, { shownTerm, leaderTerm, held: this.#holds.of(to) });
  }

  responded(message: Message, { incarnation }: NodeInfo): void {
    const args = requestVoteArgs(message);
    const request = this.#requests.get(message.id);
    if (args === undefined || request === undefined) return;
    this.#requests.delete(message.id);
    if (requestVoteReply(message)?.voteGranted) this.#granted(message, args, request, incarnation);
  }

  #granted(message: Message, args: RequestVoteArgs, request: Request, incarnation: number): void {
    const said = describeExchange(message);
    if (args.term < request.shownTerm) {
      throw violation(
        this.#run,
        STALE_VOTE,
        `Reply false if term < currentTerm, but ${message.to} had shown term ` +
          `${request.shownTerm} before this request came, and grants it its vote:\n  ${said}`,
      );
    }
    this.#cast(message.to, args.term, message.from, incarnation);
    // Only if no later leader has spoken before the answer.
    if (this.#holds.leaderTerm(message.to) !== request.leaderTerm) return;
    this.#checkRestriction(message, args, request, said);
  }

  #cast(address: Address, term: number, candidate: Address, incarnation: number): void {
    const votes = this.#votes.get(address);
    const first = votes?.get(term);
    const cast = moment(this.#run);
    if (first === undefined) {
      votes?.set(term, { candidate, cast, incarnation });
    } else if (first.candidate !== candidate) {
      throw violation(
        this.#run,
        ONE_VOTE,
        `Each server votes for at most one candidate in a term, but ${address} voted twice in ` +
          `term ${term}:\n` +
          `  for ${first.candidate} ${when(first.cast)}\n` +
          `  for ${candidate} ${when(cast)}` +
          (first.incarnation === incarnation ? NOT_AT_ONCE : FORGOTTEN),
        first.cast,
      );
    }
  }

  #checkRestriction(
    message: Message,
    args: RequestVoteArgs,
    { held }: Request,
    said: string,
  ): void {
    const last = lastOfCandidate(args);
    if (held === undefined || isUpToDate(last, held)) return;
    // It may vote for the log that it has left, and have lost the entry before, by another mistake.
    if (this.#holds.mayHaveLost(message.to, last)) throw this.#holds.lost(message.to, held, said);
    throw violation(
      this.#run,
      ELECTION_RESTRICTION,
      `A voter denies its vote if its own log is more up-to-date than the candidate's.\n` +
        `  ${message.to} acknowledged entry ${held.index}@${held.term} ${when(held.since)}, and ` +
        `no leader has taken it away since.\n` +
        `  It voted for a log that ends at ${args.lastLogIndex}@${args.lastLogTerm}: ${said}`,
      held.since,
    );
  }
}

const NOT_AT_ONCE =
  '\n  It has not crashed in between. Has something cleared votedFor within the term, or does the ' +
  'handler check votedFor before an await and set it after that, so that two requests pass the check?';

const FORGOTTEN =
  '\n  In between it crashed, and came back without its vote: currentTerm and votedFor must be on ' +
  'disk before an RPC is answered or sent (Figure 2, State).';
