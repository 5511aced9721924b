/**
 * Elections: who stood in which term, whom it asked, what each voter answered, and what each server
 * last did or heard that its election timeout depends on (§5.2). It judges nothing; a run in which
 * an election is overdue asks it why nobody has won.
 */
import {
  type Address,
  type Message,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  type Plain,
} from 'harness';
import type { RequestVoteArgs, StartResult } from '../../api.ts';
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
import type { Progress } from './progress.ts';
import type { Run } from './run.ts';

/** One candidate's request for one vote. */
export interface Ballot {
  /** The request; with its reply, once there is one. */
  message: Message;
  delivered: boolean;
  answered: Moment | undefined;
  arrived: Moment | undefined;
  /** State of the voter when it answered, as far as it is known. */
  votedFor: Address | undefined;
  end: Position;
}

/** One server's candidacy in one term. */
export interface Election {
  readonly candidate: Address;
  readonly incarnation: number;
  readonly term: number;
  readonly last: Position;
  readonly since: Moment;
  readonly ballots: Map<Address, Ballot>;
  /** The leader that it gave up, if that had sent it nothing. */
  readonly neglected: Neglected | undefined;
  /** When its votes were those of a majority, in replies that it has got. */
  majority: Moment | undefined;
  /** When it had to give up: a later term or a leader of this one has reached it. */
  lost: Moment | undefined;
}

/** A leader that has sent a follower nothing during a whole election timeout of that follower. */
export interface Neglected {
  readonly leader: Address;
  readonly term: number;
  /** Its last call to the follower; `undefined`: none in its term. */
  readonly last: Message | undefined;
  /** A call to another server that it may be waiting for: not answered yet. */
  readonly waitsFor: Message | undefined;
}

/** Event from which a server's election timeout counts (Figure 2, Followers and Candidates). */
export type Reset = 'started' | 'heard from its leader' | 'granted its vote' | 'stood' | 'led';

/** State of one server, as far as it is known. */
export interface Voter {
  reset: Reset;
  /** When that was, µs. */
  resetAt: number;
  /** The highest term of others that has reached it, when that was, and in what. */
  seen: number;
  seenSince: Moment;
  seenIn: Message | undefined;
  /** The term that it showed last, and when, µs. */
  shown: number;
  shownAt: number;
  /** Its last vote. */
  votedIn: number;
  votedFor: Address | undefined;
  /** Its log is no more up-to-date than this: the best of all entries that it was ever given. */
  end: Position;
  /** Requests for a vote that it has refused since its timeout began. */
  refused: number;
  /** True if it has made an RPC that the paper does not have. */
  hasOwnRpc: boolean;
}

const BEGINNING: Moment = { at: 0, event: 0 };
/** Elections that are remembered. */
export const MAX_ELECTIONS = 300;

export class Elections implements Observer {
  readonly #run: Run;
  readonly #progress: Progress;
  readonly #voters = new Map<Address, Voter>();
  /** By candidate, incarnation and term; the latest last. */
  readonly #elections = new Map<string, Election>();

  /** @param progress which has seen all that was before */
  constructor(run: Run, progress: Progress) {
    this.#run = run;
    this.#progress = progress;
  }

  /** The latest elections, in the order in which they began. */
  get all(): Election[] {
    return [...this.#elections.values()];
  }

  voter(server: Address): Voter {
    let voter = this.#voters.get(server);
    if (voter === undefined) this.#voters.set(server, (voter = newVoter()));
    return voter;
  }

  booted({ address }: NodeInfo): void {
    this.#reset(this.voter(address), 'started');
  }

  called(message: Message): void {
    const term = termOf(message);
    const voter = this.voter(message.from);
    if (term === undefined) {
      voter.hasOwnRpc = true;
      return;
    }
    this.#show(voter, term);
    const vote = requestVoteArgs(message);
    if (vote) this.#asks(message, vote, voter);
    else this.#reset(voter, 'led');
  }

  delivered(message: Message): void {
    const voter = this.voter(message.to);
    const term = termOf(message);
    if (term === undefined) return;
    this.#see(message.to, voter, term, message);
    const append = appendEntriesArgs(message);
    if (append && append.entries.length > 0) this.#extend(voter, lastOf(append));
    const snapshot = installSnapshotArgs(message);
    if (snapshot) {
      const { lastIncludedIndex: index, lastIncludedTerm } = snapshot;
      this.#extend(voter, { index, term: lastIncludedTerm });
    }
    const ballot = this.#ballotOf(message);
    if (ballot) ballot.delivered = true;
  }

  responded(message: Message): void {
    const term = replyTermOf(message);
    if (term === undefined) return;
    const voter = this.voter(message.to);
    this.#show(voter, term);
    const leaderTerm = leaderTermOf(message);
    if (leaderTerm !== undefined) {
      if (term <= leaderTerm) this.#reset(voter, 'heard from its leader');
      return;
    }
    const ballot = this.#ballotOf(message);
    if (ballot === undefined) return;
    const votedFor = voter.votedIn === termOf(message) ? voter.votedFor : undefined;
    Object.assign(ballot, { message, answered: moment(this.#run), votedFor, end: voter.end });
    if (requestVoteReply(message)?.voteGranted) this.#votes(voter, message);
    else voter.refused += 1;
  }

  replied(message: Message): void {
    const term = replyTermOf(message);
    if (term === undefined) return;
    this.#see(message.from, this.voter(message.from), term, message);
    const election = this.#electionOf(message);
    const ballot = election?.ballots.get(message.to);
    if (election === undefined || ballot === undefined) return;
    ballot.message = message;
    ballot.arrived ??= moment(this.#run);
    if (election.majority || votesOf(election).length < this.#run.majority) return;
    election.majority = moment(this.#run);
  }

  returned({ address }: NodeInfo, method: string, _args: Plain, value: Plain): void {
    if (method !== 'start') return;
    const { isLeader, index, term } = value as unknown as StartResult;
    if (isLeader) this.#extend(this.voter(address), { index, term });
  }

  #asks(message: Message, args: RequestVoteArgs, voter: Voter): void {
    const { from: candidate, fromIncarnation: incarnation, to } = message;
    const since = moment(this.#run);
    const key = keyOf(message, args.term);
    let election = this.#elections.get(key);
    if (election === undefined) {
      const last = lastOfCandidate(args);
      const head = { candidate, incarnation, term: args.term, last, since };
      const neglected = this.#neglects(message, voter);
      const open = { ballots: new Map(), majority: undefined, lost: undefined };
      election = { ...head, neglected, ...open };
      this.#elections.set(key, election);
      this.#forgetOld();
      this.#reset(voter, 'stood');
      Object.assign(voter, { votedIn: args.term, votedFor: candidate });
      this.#extend(voter, last);
    }
    const unknown = { answered: undefined, arrived: undefined, votedFor: undefined };
    const ballot = { message, delivered: false, ...unknown, end: voter.end };
    if (!election.ballots.has(to)) election.ballots.set(to, ballot);
  }

  /** The leader that is in charge, if it has not spoken to this candidate for too long. */
  #neglects({ from }: Message, { resetAt }: Voter): Neglected | undefined {
    const { latest } = this.#progress;
    if (latest === undefined || latest.leader === from) return undefined;
    const { leader, term, followers, spoke } = latest;
    const { seen, shown } = this.voter(leader);
    const last = followers.get(from)?.call;
    if (seen > term || shown > term || (last && last.sentAt > resetAt)) return undefined;
    const waiting = [...followers.values()].find(
      ({ call, answered }) => call && !answered && call.to !== from,
    );
    // A leader that has spoken to nobody may be dead.
    if (spoke <= resetAt && waiting === undefined) return undefined;
    return { leader, term, last, waitsFor: waiting?.call };
  }

  #forgetOld(): void {
    if (this.#elections.size <= MAX_ELECTIONS) return;
    const [oldest] = this.#elections.keys();
    if (oldest !== undefined) this.#elections.delete(oldest);
  }

  #electionOf(message: Message): Election | undefined {
    const args = requestVoteArgs(message);
    return args && this.#elections.get(keyOf(message, args.term));
  }

  #ballotOf(message: Message): Ballot | undefined {
    return this.#electionOf(message)?.ballots.get(message.to);
  }

  #votes(voter: Voter, message: Message): void {
    this.#reset(voter, 'granted its vote');
    Object.assign(voter, { votedIn: termOf(message), votedFor: message.from });
  }

  #reset(voter: Voter, reset: Reset): void {
    voter.reset = reset;
    voter.resetAt = this.#run.clock.now;
    voter.refused = 0;
  }

  #show(voter: Voter, term: number): void {
    voter.shown = term;
    voter.shownAt = this.#run.clock.now;
  }

  /** A term of another server reaches it. */
  #see(server: Address, voter: Voter, term: number, message: Message): void {
    if (voter.reset === 'stood') this.#mayLose(server, voter, term, message);
    if (term <= voter.seen) return;
    voter.seen = term;
    voter.seenSince = moment(this.#run);
    voter.seenIn = message;
  }

  #mayLose(server: Address, { votedIn }: Voter, term: number, message: Message): void {
    const isLeader = message.to === server && leaderTermOf(message) === votedIn;
    if (term <= votedIn && !isLeader) return;
    for (const election of this.#elections.values()) {
      if (election.candidate === server && election.term === votedIn) {
        election.lost ??= moment(this.#run);
      }
    }
  }

  #extend(voter: Voter, end: Position): void {
    if (isUpToDate(end, voter.end)) voter.end = end;
  }
}

/** Voters for the candidate, itself included, in replies that have arrived. */
export function votesOf({ candidate, ballots }: Election): Address[] {
  const arrived = [...ballots].filter(
    ([voter, { arrived: at, message }]) =>
      voter !== candidate && at && requestVoteReply(message)?.voteGranted,
  );
  return [candidate, ...arrived.map(([voter]) => voter)];
}

function keyOf({ from, fromIncarnation }: Message, term: number): string {
  return `${from} ${fromIncarnation} ${term}`;
}

function newVoter(): Voter {
  return {
    reset: 'started',
    resetAt: 0,
    seen: 0,
    seenSince: BEGINNING,
    seenIn: undefined,
    shown: 0,
    shownAt: 0,
    votedIn: 0,
    votedFor: undefined,
    end: { index: 0, term: 0 },
    refused: 0,
    hasOwnRpc: false,
  };
}
