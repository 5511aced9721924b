/**
 * The election timeout (§5.2; Figure 2, Followers): AppendEntries from the current leader restarts
 * it, whether the entries fit or not, and so do its InstallSnapshot (handout, step 17), granting a
 * vote and standing for election. A server that stands right afterwards has a timer that it forgot to
 * restart, or one that is left over from an earlier role.
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
} from 'harness';
import { describeMessage, describeReply } from '../notation.ts';
import { ELECTION_TIMEOUT, NEW_ELECTION, YIELD_TO_LEADER } from '../properties.ts';
import { leaderTermOf, replyTermOf, requestVoteArgs, requestVoteReply, termOf } from './rpc.ts';
import type { Run } from './run.ts';

/** µs. The paper's shortest timeout is 150 ms; this is one of a clock that is far too fast. */
const MIN_TIMEOUT = 40_000;

/** A message that restarts the timeout of its receiver. */
interface Restart {
  readonly message: Message;
  /** When it was delivered: a handler may take its time. */
  readonly since: Moment;
}

/** One server. */
interface Server {
  restart: Restart | undefined;
  /** The highest term in which it voted for another. */
  voted: number;
  /** The highest term in which it stood, and when it did so in its present incarnation. */
  stood: number;
  standing: Moment | undefined;
  /** It asks before it stands, by pre-votes or an RPC of its own: when it decided is not known. */
  canvasses: boolean;
}

export class Timeouts implements Observer {
  readonly #run: Run;
  readonly #servers = new Map<Address, Server>();
  /** Requests that may restart a timeout and are not answered yet, by id. */
  readonly #delivered = new Map<number, Moment>();

  constructor(run: Run) {
    this.#run = run;
    for (const address of run.servers) {
      const never = { restart: undefined, voted: 0, stood: 0, standing: undefined };
      this.#servers.set(address, { ...never, canvasses: false });
    }
  }

  booted({ address }: NodeInfo): void {
    const server = this.#servers.get(address);
    if (server) Object.assign(server, { restart: undefined, standing: undefined });
  }

  delivered(message: Message): void {
    if (!this.#servers.has(message.to)) return;
    if (requestVoteArgs(message) ?? leaderTermOf(message)) {
      this.#delivered.set(message.id, moment(this.#run));
    }
  }

  responded(message: Message): void {
    const since = this.#delivered.get(message.id);
    const server = this.#servers.get(message.to);
    if (since === undefined || server === undefined) return;
    this.#delivered.delete(message.id);
    if (this.#restarts(message, server)) server.restart = { message, since };
  }

  called(message: Message): void {
    const server = this.#servers.get(message.from);
    if (server === undefined) return;
    if (termOf(message) === undefined) server.canvasses = true;
    const term = requestVoteArgs(message)?.term;
    if (term === undefined || term <= server.stood) return;
    const { restart, standing, canvasses, stood } = server;
    const now = moment(this.#run);
    server.stood = term;
    server.standing = now;
    if (canvasses) return;
    if (restart && now.at - restart.since.at < MIN_TIMEOUT) {
      throw this.#tooSoon(message, restart, stood);
    }
    if (standing && now.at - standing.at < MIN_TIMEOUT) throw this.#again(message, standing, stood);
  }

  #restarts(message: Message, server: Server): boolean {
    const leaderTerm = leaderTermOf(message);
    if (leaderTerm !== undefined) return replyTermOf(message) === leaderTerm;
    const vote = requestVoteArgs(message);
    if (vote === undefined || !requestVoteReply(message)?.voteGranted) return false;
    const isFirst = vote.term > server.voted; // To grant it once more need not restart it.
    server.voted = Math.max(server.voted, vote.term);
    return isFirst;
  }

  #again(call: Message, standing: Moment, before: number): Error {
    return violation(
      this.#run,
      NEW_ELECTION,
      `A candidate starts a new election if its election timeout elapses, which it restarts at the ` +
        `start of each.\n` +
        `  ${call.from} stood in term ${before} ${when(standing)}\n` +
        `  ${describeMessage(call)} ${when(moment(this.#run))}: no timeout is that short.`,
      standing,
    );
  }

  #tooSoon(call: Message, { message, since }: Restart, stood: number): Error {
    const term = leaderTermOf(message);
    const [property, rule, cause] = term === undefined ? GRANTED : term === stood ? LOST : FOLLOWED;
    const now = moment(this.#run);
    return violation(
      this.#run,
      property,
      `${rule}\n` +
        `  ${describeMessage(message)} → ${describeReply(message.method, message.reply)} ` +
        `${when(since)}\n` +
        `  ${describeMessage(call)} ${when(now)}: ${((now.at - since.at) / 1000).toFixed(1)} ms ` +
        `later.\n` +
        `  No timeout is that short: ${cause}`,
      since,
    );
  }
}

const TIMER = 'a timer was not restarted, or one that belongs to an earlier candidacy still runs.';
const FOLLOWED = [
  ELECTION_TIMEOUT,
  'A follower stands for election only if its timeout elapses; AppendEntries from the current ' +
    'leader restarts the election timeout, also when its consistency check fails, and so does ' +
    'InstallSnapshot.',
  TIMER,
] as const;
const GRANTED = [
  ELECTION_TIMEOUT,
  'A follower stands for election only if its timeout elapses; granting a vote restarts the ' +
    'election timeout.',
  TIMER,
] as const;
const LOST = [
  YIELD_TO_LEADER,
  'If AppendEntries or InstallSnapshot comes from the leader of its own term, a candidate converts ' +
    'to follower, and waits for an election timeout before it stands again.',
  'it is still a candidate, or the timer of its candidacy still runs.',
] as const;
