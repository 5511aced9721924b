/**
 * Progress of each entry from its leader to the other servers: sent, accepted, acknowledged,
 * committed, announced. It judges nothing; a run in which agreement is overdue asks it what has not
 * happened. Of each leader only its latest term is kept.
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
import type { AppendEntriesArgs, ApplyMessage } from '../../api.ts';
import type { Compactable } from './compaction.ts';
import { Rises } from './rises.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  installSnapshotArgs,
  lastIndexOf,
  leaderTermOf,
  replyTermOf,
} from './rpc.ts';
import type { Run } from './run.ts';

/** Messages between a leader and one other server in the leader's term. */
export class Replication {
  /** Entries that were sent to it, and that have reached it, in AppendEntries or a snapshot. */
  readonly sent = new Rises();
  readonly delivered = new Rises();
  /** Entries up to which it has accepted, and up to which the leader knows it. */
  readonly accepted = new Rises();
  readonly acknowledged = new Rises();
  /** Entries that it was told are committed. */
  readonly announced = new Rises();
  /** Rejections since it last accepted anything, and the latest of them. */
  rejections = 0;
  rejected: Message | undefined;
  /** The latest call of the leader to it, whether that has arrived, and how it was answered. */
  call: Message | undefined;
  arrived = false;
  answered = false;
}

/** One leader's latest term. */
export interface Leading {
  readonly leader: Address;
  readonly term: number;
  readonly followers: ReadonlyMap<Address, Replication>;
  /** Entries that the leader has shown to be committed. */
  readonly committed: Rises;
  /** Virtual time of its latest call, µs. */
  readonly spoke: number;
}

interface Record extends Leading {
  readonly followers: Map<Address, Replication>;
  spoke: number;
}

export class Progress implements Observer, Compactable {
  readonly #run: Run;
  readonly #leaders = new Map<Address, Record>();
  readonly #now = (): Moment => moment(this.#run);

  constructor(run: Run) {
    this.#run = run;
  }

  /** The latest term that a server has led; `undefined` if it never spoke as a leader. */
  of(leader: Address): Leading | undefined {
    return this.#leaders.get(leader);
  }

  /** The leader of the highest term that has spoken. */
  get latest(): Leading | undefined {
    let latest: Leading | undefined;
    for (const leading of this.#leaders.values()) {
      if (leading.term > (latest?.term ?? 0)) latest = leading;
    }
    return latest;
  }

  called(message: Message): void {
    const term = leaderTermOf(message);
    if (term === undefined) return;
    const leading = this.#lead(message.from, term);
    if (leading === undefined) return;
    leading.spoke = this.#run.clock.now;
    const follower = this.#followerOf(leading, message.to);
    follower.call = message;
    follower.arrived = false;
    follower.answered = false;
    const args = appendEntriesArgs(message);
    if (args) leading.committed.rise(args.leaderCommit, this.#now);
    follower.sent.rise(lastSent(message, args), this.#now);
  }

  delivered(message: Message): void {
    const follower = this.#find(message);
    if (follower === undefined) return;
    if (isCall(follower, message)) follower.arrived = true;
    follower.delivered.rise(lastSent(message, appendEntriesArgs(message)), this.#now);
  }

  responded(message: Message): void {
    const follower = this.#find(message);
    if (follower === undefined) return;
    const accepted = lastAccepted(message);
    if (accepted === undefined) {
      follower.rejections += 1;
      follower.rejected = message;
      return;
    }
    follower.rejections = 0;
    follower.accepted.rise(accepted, this.#now);
    const args = appendEntriesArgs(message);
    const told = args ? Math.min(args.leaderCommit, accepted) : accepted;
    follower.announced.rise(told, this.#now);
  }

  replied(message: Message): void {
    const follower = this.#find(message);
    if (follower === undefined) return;
    if (isCall(follower, message)) follower.answered = true;
    const accepted = lastAccepted(message);
    if (accepted !== undefined) follower.acknowledged.rise(accepted, this.#now);
  }

  applied({ address }: NodeInfo, value: Plain): void {
    const { index } = value as unknown as ApplyMessage;
    this.#leaders.get(address)?.committed.rise(index, this.#now);
  }

  forget(_from: number, upTo: number): void {
    for (const { committed, followers } of this.#leaders.values()) {
      committed.forget(upTo);
      for (const { sent, delivered, accepted, acknowledged, announced } of followers.values()) {
        for (const rises of [sent, delivered, accepted, acknowledged, announced])
          rises.forget(upTo);
      }
    }
  }

  #lead(leader: Address, term: number): Record | undefined {
    const known = this.#leaders.get(leader);
    if (known && known.term >= term) return known.term === term ? known : undefined;
    const leading = { leader, term, followers: new Map(), committed: new Rises(), spoke: 0 };
    this.#leaders.set(leader, leading);
    return leading;
  }

  #find(message: Message): Replication | undefined {
    const leading = this.#leaders.get(message.from);
    if (leading === undefined || leading.term !== leaderTermOf(message)) return undefined;
    return this.#followerOf(leading, message.to);
  }

  #followerOf({ followers }: Record, to: Address): Replication {
    let follower = followers.get(to);
    if (follower === undefined) followers.set(to, (follower = new Replication()));
    return follower;
  }
}

/** Index of the last entry that a message carries; 0 when it carries none. */
function lastSent(message: Message, args: AppendEntriesArgs | undefined): number {
  if (args) return args.entries.length > 0 ? lastIndexOf(args) : 0;
  return installSnapshotArgs(message)?.lastIncludedIndex ?? 0;
}

/** Up to where the receiver holds the leader's log, by its reply; `undefined`: it has rejected. */
function lastAccepted(message: Message): number | undefined {
  const args = appendEntriesArgs(message);
  if (args) return appendEntriesReply(message)?.success ? lastIndexOf(args) : undefined;
  const snapshot = installSnapshotArgs(message);
  if (snapshot === undefined || (replyTermOf(message) ?? 0) > snapshot.term) return undefined;
  return snapshot.lastIncludedIndex;
}

function isCall({ call }: Replication, message: Message): boolean {
  return call?.id === (message.copyOf ?? message.id);
}
