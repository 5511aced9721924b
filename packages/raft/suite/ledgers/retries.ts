/**
 * Retries (§5.3): a leader sends its entries to a follower until the follower has stored them all,
 * also when messages are lost and no client says anything more. A follower that answers heartbeats,
 * and is never sent the entry that it lacks, shows a leader that has given up.
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
import { describeMessage, describeReply } from '../notation.ts';
import { RETRY } from '../properties.ts';
import { ActiveTime } from './active-time.ts';
import type { Reigns } from './reigns.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  installSnapshotArgs,
  lastIndexOf,
  leaderTermOf,
} from './rpc.ts';
import type { Run } from './run.ts';

/** µs in which the follower answers: more than a call takes to fail, which is 7 s at most. */
const MAX_DELAY = 15_000_000;

/** Requests of a leader to a follower in a term. */
interface Link {
  readonly term: number;
  /** The last request that brought entries, or a snapshot; `undefined` before. */
  brought: Message | undefined;
  /** When it answered for the first time since, without having been sent what it lacks. */
  since: Moment;
  /** How long the follower has answered without being sent what it lacks. */
  active: ActiveTime | undefined;
  /** The last entry that it has acknowledged. */
  acknowledged: number;
}

export class Retries implements Observer {
  readonly #run: Run;
  readonly #reigns: Reigns;
  /** By leader, then by follower. */
  readonly #links = new Map<Address, Map<Address, Link>>();

  constructor(run: Run, reigns: Reigns) {
    this.#run = run;
    this.#reigns = reigns;
    for (const address of run.servers) this.#links.set(address, new Map());
  }

  called(message: Message): void {
    const link = this.#of(message);
    const brings = appendEntriesArgs(message)?.entries.length !== 0;
    if (link === undefined || !brings) return;
    link.brought = message;
    link.active = undefined;
  }

  replied(message: Message): void {
    const args = appendEntriesArgs(message);
    const link = this.#of(message);
    if (link === undefined) return;
    const install = installSnapshotArgs(message);
    const success = args && appendEntriesReply(message)?.success;
    const last = success ? lastIndexOf(args) : (install?.lastIncludedIndex ?? 0);
    link.acknowledged = Math.max(link.acknowledged, last);
    if (!success) return; // It is asked for earlier entries: the ledger of repairs watches that.
    const missing = (this.#reigns.get(link.term)?.terms.length ?? 0) - 1;
    if (link.acknowledged >= missing) {
      link.active = undefined;
      return;
    }
    if (link.active === undefined) {
      link.since = moment(this.#run);
      link.active = new ActiveTime(link.since.at);
    }
    const { now } = this.#run.clock;
    if (link.active.sign(now) > MAX_DELAY) throw this.#givenUp(message, link, missing);
  }

  /** What a leader has said to the server; `undefined` for a puppet, and in an earlier term. */
  #of(message: Message): Link | undefined {
    const term = leaderTermOf(message);
    const links = this.#links.get(message.from);
    if (term === undefined || links === undefined) return undefined;
    const known = links.get(message.to);
    if (known && known.term >= term) return known.term === term ? known : undefined;
    const since = moment(this.#run);
    const link = { term, brought: undefined, since, active: undefined, acknowledged: 0 };
    links.set(message.to, link);
    return link;
  }

  #givenUp(message: Message, { term, brought, since }: Link, missing: number): Error {
    const { from, to } = message;
    const last = brought ? describeMessage(brought) : `nothing in term ${term}`;
    return violation(
      this.#run,
      RETRY,
      `A leader retries AppendEntries until all followers have stored all log entries.\n` +
        `  ${from}, leader of term ${term}, has entries up to ${missing}. ${to} lacks some, and ` +
        `answers since ${when(since)}, the last time ${when(moment(this.#run))}: ` +
        `${describeMessage(message)} → ${describeReply(message.method, message.reply)}\n` +
        `  All that time ${from} has sent it no entry and no snapshot. The last that it sent: ${last}`,
      since,
    );
  }
}
