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
    if (args === undefined || repair?.term !== args.term) return;
    if (appendEntriesReply(message)?.success) {
      repair.lowest = Infinity;
      repair.rejections = 0;
      return;
    }
    if ((replyTermOf(message) ?? 0) > args.term) return;
    if (repair.rejections === 0) Object.assign(repair, this.#begin(args.term, repair.lowest));
    repair.rejections += 1;
    if (repair.active.sign(this.#run.clock.now) > MAX_REJECTED) throw this.#stuck(message, repair);
  }

  #begin(term: number, lowest: number): Repair {
    const since = moment(this.#run);
    return { term, lowest, rejections: 0, since, active: new ActiveTime(since.at) };
  }

  #stuck(message: Message, { term, lowest, rejections, since }: Repair): Error {
    const { from, to } = message;
    return violation(
      this.#run,
      BACK_UP,
      `If AppendEntries fails because of log inconsistency, a leader decrements nextIndex and ` +
        `retries, until the logs match.\n` +
        `  ${to} has rejected ${rejections} AppendEntries of ${from}, leader of term ${term}, ` +
        `since ${stamp(since)}, the last ${when(moment(this.#run))}: ${describeMessage(message)}\n` +
        `  All that time ${from} asked for no entry before ${lowest}, and sent no snapshot. If the ` +
        `entries before that are gone, only the snapshot helps (§7).`,
      since,
    );
  }
}
