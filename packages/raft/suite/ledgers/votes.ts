/**
 * Votes (§5.2, §5.4.1; Figure 2, RequestVote): each server votes for at most one candidate in a
 * term, a candidate for itself, across crashes; never in a term that it has left; and never for a
 * candidate whose log is less up-to-date than what it has acknowledged itself.
 */
import type { Address, Message, Observer } from 'harness';
import type { AppendEntriesArgs, RequestVoteArgs } from '../../api.ts';
import { describeMessage, describeReply } from '../notation.ts';
import { ELECTION_RESTRICTION, ONE_VOTE, STALE_VOTE } from '../properties.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  lastIndexOf,
  requestVoteArgs,
  requestVoteReply,
} from './rpc.ts';
import { moment, type Moment, type Run, violation, when } from './run.ts';

interface Vote {
  readonly candidate: Address;
  readonly cast: Moment;
}

/** The entry that a server has acknowledged to the latest leader that it heard of. */
interface Held {
  readonly index: number;
  readonly term: number;
  readonly since: Moment;
}

/** What is known of one server. */
interface Voter {
  /** By term. */
  readonly votes: Map<number, Vote>;
  /** The highest term that it has shown in a call or a reply. */
  shownTerm: number;
  /** The highest term in which a leader's AppendEntries has reached it. */
  leaderTerm: number;
  /** What it holds by that leader's word; only a leader of a later term can take it away. */
  held: Held | undefined;
}

/** What was known of the voter when the request reached it: handlers may take their time. */
interface Request {
  readonly shownTerm: number;
  readonly leaderTerm: number;
  readonly held: Held | undefined;
}

export class Votes implements Observer {
  readonly #run: Run;
  readonly #voters = new Map<Address, Voter>();
  /** Requests for a vote that are not answered yet, by id. */
  readonly #requests = new Map<number, Request>();

  constructor(run: Run) {
    this.#run = run;
    for (const address of run.servers) {
      const nothing = { shownTerm: 0, leaderTerm: 0, held: undefined };
      this.#voters.set(address, { votes: new Map(), ...nothing });
    }
  }

  called(message: Message): void {
    const vote = requestVoteArgs(message);
    if (vote) this.#cast(message.from, vote.term, message.from); // A candidate votes for itself.
    this.#shown(message.from, (vote ?? appendEntriesArgs(message))?.term);
  }

  delivered(message: Message): void {
    const voter = this.#voters.get(message.to);
    if (voter === undefined) return;
    if (requestVoteArgs(message)) this.#requests.set(message.id, { ...voter });
    const append = appendEntriesArgs(message);
    if (append === undefined || append.term <= voter.leaderTerm) return;
    voter.leaderTerm = append.term;
    voter.held = undefined;
  }

  responded(message: Message): void {
    const voter = this.#voters.get(message.to);
    if (voter === undefined) return;
    const vote = requestVoteArgs(message);
    const request = this.#requests.get(message.id);
    this.#requests.delete(message.id);
    if (vote && request && requestVoteReply(message)?.voteGranted) {
      this.#granted(message, vote, request);
    }
    const append = appendEntriesArgs(message);
    if (append && appendEntriesReply(message)?.success) this.#acknowledged(append, voter);
    this.#shown(message.to, (message.reply as { term?: number } | undefined)?.term);
  }

  #shown(address: Address, term = 0): void {
    const voter = this.#voters.get(address);
    if (voter && term > voter.shownTerm) voter.shownTerm = term;
  }

  #granted(message: Message, args: RequestVoteArgs, request: Request): void {
    const said = `${describeMessage(message)} → ${describeReply(message.method, message.reply)}`;
    if (args.term < request.shownTerm) {
      throw violation(
        this.#run,
        STALE_VOTE,
        `Reply false if term < currentTerm, but ${message.to} had shown term ` +
          `${request.shownTerm} before this request came, and grants it its vote:\n  ${said}`,
      );
    }
    this.#cast(message.to, args.term, message.from);
    // Only if no later leader has spoken before the answer.
    const { leaderTerm } = this.#voters.get(message.to) ?? request;
    if (leaderTerm === request.leaderTerm) this.#checkRestriction(message, args, request, said);
  }

  #cast(address: Address, term: number, candidate: Address): void {
    const votes = this.#voters.get(address)?.votes;
    const first = votes?.get(term);
    const cast = moment(this.#run);
    if (first === undefined) {
      votes?.set(term, { candidate, cast });
    } else if (first.candidate !== candidate) {
      throw violation(
        this.#run,
        ONE_VOTE,
        `Each server votes for at most one candidate in a term, but ${address} voted twice in ` +
          `term ${term}:\n` +
          `  for ${first.candidate} ${when(first.cast)}\n` +
          `  for ${candidate} ${when(cast)}`,
        first.cast,
      );
    }
  }

  #acknowledged(args: AppendEntriesArgs, voter: Voter): void {
    if (args.term < voter.leaderTerm) return; // A later leader has spoken in between.
    const index = lastIndexOf(args);
    if (voter.held && voter.held.index >= index) return;
    const term = args.entries.at(-1)?.term ?? args.prevLogTerm;
    voter.held = { index, term, since: moment(this.#run) };
  }

  #checkRestriction(
    message: Message,
    args: RequestVoteArgs,
    { held }: Request,
    said: string,
  ): void {
    if (held === undefined || args.lastLogTerm > held.term) return;
    if (args.lastLogTerm === held.term && args.lastLogIndex >= held.index) return;
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
