/**
 * nextIndex (§5.3; Figure 2, Leaders): a leader sends a follower the entries from nextIndex on, and
 * what the follower has acknowledged need not be sent again. To send some of it again now and then is
 * no mistake: a late rejection may lower nextIndex, and a late acknowledgement as well, until the
 * next reply. To do so with message after message, or all of it after every loss, is one.
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
import type { AppendEntriesArgs } from '../../api.ts';
import { describeMessage } from '../notation.ts';
import { SEND_WHAT_IS_MISSING } from '../properties.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  installSnapshotArgs,
  lastIndexOf,
  replyTermOf,
} from './rpc.ts';
import type { Run } from './run.ts';

/** Messages, and entries in them beyond as many as were new, that may come again. */
const MAX_MESSAGES = 5;
const MAX_ENTRIES = 50;

/** Knowledge of a leader about a follower in a term, and requests that were in vain. */
interface Progress {
  readonly term: number;
  /** Where the last acknowledgement that has arrived ends: nextIndex can be no lower by that. */
  acknowledged: number;
  since: Moment;
  /** A rejection has arrived after that, so that nextIndex may be anything. */
  rejected: boolean;
  /** The first and the last entry that were sent. */
  first: number;
  last: number;
  messages: number;
  entries: number;
}

export class Repeats implements Observer {
  readonly #run: Run;
  /** By leader, then by follower. */
  readonly #progress = new Map<Address, Map<Address, Progress>>();

  constructor(run: Run) {
    this.#run = run;
    for (const address of run.servers) this.#progress.set(address, new Map());
  }

  called(message: Message): void {
    const args = appendEntriesArgs(message);
    if (args === undefined || args.entries.length === 0) return;
    const progress = this.#of(message, args.term);
    if (progress === undefined) return;
    const last = lastIndexOf(args);
    progress.first = Math.min(progress.first, args.prevLogIndex + 1);
    progress.last = Math.max(progress.last, last);
    const repeated = Math.min(last, progress.acknowledged) - args.prevLogIndex;
    if (progress.rejected || repeated <= 0) return;
    progress.messages += 1;
    progress.entries += repeated;
    const isNew = progress.last - progress.first + 1;
    if (progress.messages > MAX_MESSAGES && progress.entries > MAX_ENTRIES + isNew) {
      throw this.#waste(message, args, progress);
    }
  }

  replied(message: Message): void {
    const append = appendEntriesArgs(message);
    const args = append ?? installSnapshotArgs(message);
    if (args === undefined || (replyTermOf(message) ?? 0) > args.term) return;
    const progress = this.#of(message, args.term);
    if (progress === undefined) return;
    progress.rejected = append !== undefined && !appendEntriesReply(message)?.success;
    if (progress.rejected) return;
    progress.acknowledged = append
      ? lastIndexOf(append)
      : (installSnapshotArgs(message)?.lastIncludedIndex ?? 0);
    progress.since = moment(this.#run);
  }

  /** `undefined` for a puppet, and for a message of an earlier term. */
  #of({ from, to }: Message, term: number): Progress | undefined {
    const followers = this.#progress.get(from);
    const known = followers?.get(to);
    if (followers === undefined || (known && known.term > term)) return undefined;
    if (known?.term === term) return known;
    const nothing = { acknowledged: 0, since: moment(this.#run), rejected: false };
    const sent = { first: Infinity, last: 0, messages: 0, entries: 0 };
    const progress = { term, ...nothing, ...sent };
    followers.set(to, progress);
    return progress;
  }

  #waste(message: Message, args: AppendEntriesArgs, progress: Progress): Error {
    const { acknowledged, since, messages, entries, first, last } = progress;
    return violation(
      this.#run,
      SEND_WHAT_IS_MISSING,
      `A leader sends a follower the entries from nextIndex on, the first that the follower is not ` +
        `known to hold.\n` +
        `  ${message.to} acknowledged the entries up to ${acknowledged} to ${message.from}, in a ` +
        `reply that arrived ${when(since)}, and has rejected nothing since.\n` +
        `  ${describeMessage(message)} ${when(moment(this.#run))}: it is sent ` +
        `${Math.min(lastIndexOf(args), acknowledged) - args.prevLogIndex} of them again.\n` +
        `  In term ${args.term} that makes ${messages} such messages with ${entries} entries, where ` +
        `${last - first + 1} are all that there were to send: a success sets nextIndex to the last ` +
        `acknowledged entry + 1, and a loss does not lower it below that.`,
      since,
    );
  }
}
