/**
 * Backing up (§5.3; Figure 2, Leaders): when a follower rejects AppendEntries because of log
 * inconsistency, its leader decrements nextIndex and retries, until the logs match; if the next entry
 * is gone, it sends its snapshot (§7). A leader that asks for the same entry for ever does neither.
 */
import {
  type Address,
  type Message,
  type Moment,
  moment,
  type Observer,
  violation,
  when,
  stamp,
} from 'harness';
import { describeMessage } from '../notation.ts';
import { BACK_UP } from '../properties.ts';
import { ActiveTime } from './active-time.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  installSnapshotArgs,
  lastIndexOf,
  leaderTermOf,
  replyTermOf,
} from './rpc.ts';
import type { Run } from './run.ts';

/** µs of rejections: more than a call takes to fail, twice. */
const MAX_REJECTED = 15_000_000;

/** Repair of a follower whose log does not match. */
interface Repair {
  readonly term: number;
  /** The lowest prevLogIndex that it has asked for since the last success. */
  lowest: number;
  /** The last entry that the follower has acknowledged in the term. */
  acknowledged: number;
  /** Rejections since, the first of them and for how long. */
  rejections: number;
  since: Moment;
  active: ActiveTime;
}

export class Repairs implements Observer {
  readonly #run: Run;
  /** By leader, then by follower. */
  readonly #repairs = new Map<Address, Map<Address, Repair>>();

  constructor(run: Run) {
    this.#run = run;
    for (const address of run.servers) this.#repairs.set(address, new Map());
  }

  called(message: Message): void {
    const { from, to } = message;
    const term = leaderTermOf(message);
    const followers = this.#repairs.get(from);
    if (term === undefined || followers === undefined) return;
    const repair = followers.get(to);
    if (repair && repair.term > term) return;
    const isSnapshot = installSnapshotArgs(message) !== undefined;
    const lowest = appendEntriesArgs(message)?.prevLogIndex ?? Infinity;
    if (repair?.term !== term) followers.set(to, this.#begin(term, lowest));
    else if (isSnapshot || lowest < repair.lowest) {
      repair.lowest = lowest;
      repair.rejections = 0;
    }
  }

  replied(message: Message): void {
    const { from, to } = message;
    const args = appendEntriesArgs(message);
    const repair = this.#repairs.get(from)?.get(to);
    const install = installSnapshotArgs(message);
    if (install && repair?.term === install.term && (replyTermOf(message) ?? 0) <= install.term) {
      repair.acknowledged = Math.max(repair.acknowledged, install.lastIncludedIndex);
    }
    if (args === undefined || repair?.term !== args.term) return;
    if (appendEntriesReply(message)?.success) {
      repair.lowest = Infinity;
      repair.rejections = 0;
      repair.acknowledged = Math.max(repair.acknowledged, lastIndexOf(args));
      return;
    }
    if ((replyTermOf(message) ?? 0) > args.term) return;
    if (repair.rejections === 0) this.#restart(repair);
    repair.rejections += 1;
    if (repair.active.sign(this.#run.clock.now) > MAX_REJECTED) throw this.#stuck(message, repair);
  }

  #begin(term: number, lowest: number): Repair {
    const since = moment(this.#run);
    const active = new ActiveTime(since.at);
    return { term, lowest, acknowledged: 0, rejections: 0, since, active };
  }

  #restart(repair: Repair): void {
    repair.since = moment(this.#run);
    repair.active = new ActiveTime(repair.since.at);
  }

  #stuck(message: Message, repair: Repair): Error {
    const { from, to } = message;
    const { term, lowest, acknowledged, rejections, since } = repair;
    return violation(
      this.#run,
      BACK_UP,
      `If AppendEntries fails because of log inconsistency, a leader decrements nextIndex and ` +
        `retries, until the logs match.\n` +
        `  ${to} has rejected ${rejections} AppendEntries of ${from}, leader of term ${term}, ` +
        `since ${stamp(since)}, the last ${when(moment(this.#run))}: ${describeMessage(message)}\n` +
        `  All that time ${from} asked for no entry before ${lowest}, and sent no snapshot. If the ` +
        `entries before that are gone, only the snapshot helps (§7).\n` +
        `  The last entry that ${to} has acknowledged in term ${term} is ${acknowledged}: matchIndex ` +
        `is no more than that, and nextIndex goes back as far as the entry after it.`,
      since,
    );
  }
}
