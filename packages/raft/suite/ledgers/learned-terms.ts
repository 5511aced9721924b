/**
 * Terms in replies (§5.1; Figure 2, All Servers): a response that contains a higher term is one from
 * which a server adopts it, even if it answers a request that no longer matters. A server that drops
 * the reply as stale before it looks at the term goes on in its old one.
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
import { ADOPT_TERM } from '../properties.ts';
import { ActiveTime } from './active-time.ts';
import { replyTermOf, termOf } from './rpc.ts';
import type { Run } from './run.ts';
import type { Terms } from './terms.ts';

/** µs at work within which a server must have looked at a reply. */
const MAX_DELAY = 250_000;

/** A term that a reply has brought to a server. */
interface Learned {
  readonly term: number;
  /** The highest term that the server had shown before. */
  readonly shown: number;
  readonly message: Message;
  readonly since: Moment;
  readonly active: ActiveTime;
}

type Describe = (message: Message) => string;

export class LearnedTerms implements Observer {
  readonly #run: Run;
  readonly #terms: Terms;
  /** Terms that each server has learned and not shown yet. */
  readonly #learned = new Map<Address, Learned>();

  constructor(run: Run, terms: Terms) {
    this.#run = run;
    this.#terms = terms;
  }

  booted({ address }: NodeInfo): void {
    this.#learned.delete(address);
  }

  replied(message: Message): void {
    const { from } = message;
    const term = replyTermOf(message) ?? 0;
    if (term <= (termOf(message) ?? 0) || !this.#run.servers.includes(from)) return;
    const shown = this.#terms.shown(from);
    if (term <= Math.max(shown, this.#learned.get(from)?.term ?? 0)) return;
    const since = moment(this.#run);
    this.#learned.set(from, { term, shown, message, since, active: new ActiveTime(since.at) });
  }

  called(message: Message): void {
    this.#shows(message.from, termOf(message), message, describeMessage);
  }

  responded(message: Message): void {
    const learned = this.#learned.get(message.to);
    // An answer to a request that came before may have been made before.
    if (learned === undefined || message.sentAt < learned.since.at) return;
    this.#shows(message.to, replyTermOf(message), message, said);
  }

  #shows(server: Address, term: number | undefined, sign: Message, describe: Describe): void {
    const learned = this.#learned.get(server);
    if (learned === undefined || term === undefined) return;
    if (term < learned.shown) return; // A request that it prepared in an earlier term.
    if (term >= learned.term) this.#learned.delete(server);
    else if (learned.active.sign(this.#run.clock.now) > MAX_DELAY) {
      throw this.#ignored(server, learned, `${describe(sign)} ${when(moment(this.#run))}`);
    }
  }

  #ignored(server: Address, { term, message, since }: Learned, now: string): Error {
    return violation(
      this.#run,
      ADOPT_TERM,
      `If an RPC response contains term T > currentTerm: set currentTerm = T, convert to follower. ` +
        `${server} had a reply of term ${term} ${when(since)}, and goes on in an earlier term:\n` +
        `  ${said(message)}\n` +
        `  ${now}\n` +
        `  The term comes first, also in a reply to a request of an earlier term, which says nothing ` +
        `else that matters.`,
      since,
    );
  }
}

function said(message: Message): string {
  return `${describeMessage(message)} → ${describeReply(message.method, message.reply)}`;
}
