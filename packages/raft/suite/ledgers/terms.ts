/**
 * currentTerm (Figure 2, State; §5.1): the latest term that a server has seen only goes up, across
 * crashes too, since it is on disk before an RPC is answered or sent. What counts is what a server
 * has shown in its calls and replies.
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
import { describeExchange, describeMessage } from '../notation.ts';
import { REFUSE_EARLIER_LEADER, TERMS_GO_UP } from '../properties.ts';
import { appendEntriesArgs, appendEntriesReply, replyTermOf, termOf } from './rpc.ts';
import type { Run } from './run.ts';

/** A term that a server has shown, and how. */
interface Shown {
  readonly term: number;
  readonly since: Moment;
  readonly sign: string;
}

const NOTHING: Shown = { term: 0, since: { at: 0, event: 0 }, sign: '' };

export class Terms implements Observer {
  readonly #run: Run;
  /** The highest term that each server has shown. */
  readonly #shown = new Map<Address, Shown>();
  /** What its earlier incarnations have shown, and when it came back. */
  readonly #before = new Map<Address, Shown & { readonly back: Moment }>();
  /** What the receiver had shown when a request reached it: handlers may take their time. */
  readonly #atDelivery = new Map<number, Shown>();

  constructor(run: Run) {
    this.#run = run;
    for (const server of run.servers) this.#shown.set(server, NOTHING);
  }

  /** The highest term that a server has shown; 0 when none. */
  shown(server: Address): number {
    return this.#shown.get(server)?.term ?? 0;
  }

  booted({ address }: NodeInfo): void {
    const shown = this.#shown.get(address);
    if (shown) this.#before.set(address, { ...shown, back: moment(this.#run) });
  }

  delivered(message: Message): void {
    const shown = this.#shown.get(message.to);
    if (shown) this.#atDelivery.set(message.id, shown);
  }

  called(message: Message): void {
    const { from } = message;
    const term = termOf(message);
    if (term === undefined || !this.#shown.has(from)) return;
    const before = this.#before.get(from);
    if (before && term < before.term) throw this.#wentBack(from, before, describeMessage(message));
    if (term > this.shown(from)) this.#show(from, term, describeMessage(message));
  }

  responded(message: Message): void {
    const { to } = message;
    const shown = this.#atDelivery.get(message.id);
    this.#atDelivery.delete(message.id);
    const term = replyTermOf(message);
    if (term === undefined || shown === undefined) return;
    if (term < shown.term) throw this.#wentBack(to, shown, describeExchange(message));
    const { term: leaderTerm = Infinity } = appendEntriesArgs(message) ?? {};
    if (leaderTerm < shown.term && appendEntriesReply(message)?.success) {
      throw this.#earlierLeader(message, shown);
    }
    if (term > this.shown(to)) this.#show(to, term, describeExchange(message));
  }

  returned({ address }: NodeInfo, method: string, _args: Plain, value: Plain): void {
    const before = this.#before.get(address);
    if (before === undefined || (method !== 'start' && method !== 'getState')) return;
    const { term } = value as unknown as StateResult;
    if (term >= before.term) return;
    throw this.#wentBack(address, before, `${address}.${method}() returned term ${term}`);
  }

  #earlierLeader(message: Message, { term, since, sign }: Shown): Error {
    return violation(
      this.#run,
      REFUSE_EARLIER_LEADER,
      `Reply false if term < currentTerm, but ${message.to} had shown term ${term} before this ` +
        `request came, and accepts it:\n` +
        `  ${sign} ${when(since)}\n` +
        `  ${describeExchange(message)} ${when(moment(this.#run))}`,
      since,
    );
  }

  #show(server: Address, term: number, sign: string): void {
    this.#shown.set(server, { term, since: moment(this.#run), sign });
  }

  #wentBack(server: Address, shown: Shown, now: string): Error {
    const before = this.#before.get(server);
    const crashed = before !== undefined && before.term >= shown.term;
    const why = crashed
      ? `\n  In between it crashed and came back ${when(before.back)}: currentTerm must be on disk ` +
        `before an RPC is answered or sent (Figure 2, State).`
      : '';
    return violation(
      this.#run,
      TERMS_GO_UP,
      `The latest term that a server has seen only increases, but ${server} had shown term ` +
        `${shown.term} and goes back:\n` +
        `  ${shown.sign} ${when(shown.since)}\n` +
        `  ${now} ${when(moment(this.#run))}${why}`,
      shown.since,
    );
  }
}
