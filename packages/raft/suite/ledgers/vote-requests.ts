/**
 * Requests for votes (§5.2). A server votes once per term, so its reply is final: a candidate that
 * has the reply of a voter need not ask it again in that term. A request or reply that was lost may be
 * followed by another one. A candidate that follows each refusal with the next request makes a call
 * per round trip and voter, for as long as a split vote lasts.
 */
import {
  type Address,
  type Message,
  type Moment,
  moment,
  type Observer,
  violation,
  when,
} from 'harness';
import { describeExchange, describeMessage } from '../notation.ts';
import { ASK_UNTIL_ANSWERED } from '../properties.ts';
import { requestVoteArgs, requestVoteReply } from './rpc.ts';
import type { Run } from './run.ts';

/** Requests after the reply. A candidate that asks all again on a timer makes a few. */
const MAX_REQUESTS = 10;
/** µs. Requests that come more slowly are no storm, however many there are. */
const WINDOW = 200_000;

/** Reply of one voter, and the requests to it since. */
interface Answer {
  readonly reply: Message;
  readonly since: Moment;
  /** Beginning of the present window, µs, and the requests in it. */
  window: number;
  requests: number;
}

/** Latest candidacy of one server. */
interface Candidacy {
  readonly term: number;
  readonly incarnation: number;
  readonly answers: Map<Address, Answer>;
}

export class VoteRequests implements Observer {
  readonly #run: Run;
  readonly #candidacies = new Map<Address, Candidacy>();

  constructor(run: Run) {
    this.#run = run;
  }

  called(message: Message): void {
    const term = requestVoteArgs(message)?.term;
    const { from, fromIncarnation: incarnation } = message;
    if (term === undefined || !this.#run.servers.includes(from)) return;
    const latest = this.#candidacies.get(from);
    if (latest?.incarnation !== incarnation || latest.term < term) {
      this.#candidacies.set(from, { term, incarnation, answers: new Map() });
      return;
    }
    const answer = latest.term === term ? latest.answers.get(message.to) : undefined;
    if (answer) this.#count(message, answer);
  }

  /** A refusal with an earlier term is not final: the voter disregards candidates (§8). */
  replied(message: Message): void {
    const term = requestVoteArgs(message)?.term;
    const candidacy = this.#candidacies.get(message.from);
    if (term === undefined || candidacy?.term !== term) return;
    const { incarnation, answers } = candidacy;
    const isFinal = requestVoteReply(message)?.term === term;
    if (!isFinal || incarnation !== message.fromIncarnation || answers.has(message.to)) return;
    const since = moment(this.#run);
    answers.set(message.to, { reply: message, since, window: since.at, requests: 0 });
  }

  #count(message: Message, answer: Answer): void {
    const { now } = this.#run.clock;
    if (now - answer.window > WINDOW) Object.assign(answer, { window: now, requests: 0 });
    answer.requests += 1;
    if (answer.requests <= MAX_REQUESTS) return;
    const { reply, since, requests } = answer;
    throw violation(
      this.#run,
      ASK_UNTIL_ANSWERED,
      `A server votes once per term, so its reply to RequestVote is final for the term.\n` +
        `  ${describeExchange(reply)} ${when(since)}\n` +
        `  ${message.from} has asked ${message.to} ${requests} times again within ` +
        `${WINDOW / 1000} ms, the last time ${when(moment(this.#run))}: ` +
        `${describeMessage(message)}\n` +
        `  Ask a voter again only if no reply has come; after a refusal, the next request is that of ` +
        `the next election.`,
      since,
    );
  }
}
