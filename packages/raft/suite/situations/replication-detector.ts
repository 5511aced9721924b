/** Finds situations of logs that are brought together (§5.3). */
import type { Address, Message } from 'harness';
import { appendEntriesArgs, appendEntriesReply, lastIndexOf } from '../ledgers/rpc.ts';
import type { Reach } from '../situations.ts';
import type { Cut, Detector, Scene } from './scene.ts';

/** The last entries that a follower has accepted: up to where, from the leader of which term. */
interface Accepted {
  readonly term: number;
  readonly index: number;
}

export class ReplicationDetector implements Detector {
  readonly #scene: Scene;
  readonly #reach: Reach;
  readonly #accepted = new Map<Address, Accepted>();
  /** By message: the incarnation of the follower that has acknowledged entries in it. */
  readonly #acknowledged = new Map<number, number>();

  constructor(scene: Scene, reach: Reach) {
    this.#scene = scene;
    this.#reach = reach;
  }

  delivered(message: Message): void {
    const args = appendEntriesArgs(message);
    if (args === undefined || args.entries.length === 0) return;
    const accepted = this.#accepted.get(message.to);
    if (accepted?.term === args.term && lastIndexOf(args) < accepted.index) {
      this.#reach('short-append-after-long');
    }
  }

  responded(message: Message): void {
    const args = appendEntriesArgs(message);
    if (args === undefined || args.entries.length === 0) return;
    if (!appendEntriesReply(message)?.success) return;
    this.#acknowledged.set(message.id, this.#scene.of(message.to).incarnation);
    this.#accepted.set(message.to, { term: args.term, index: lastIndexOf(args) });
  }

  replied(message: Message): void {
    const args = appendEntriesArgs(message);
    if (args === undefined) return;
    const leads = this.#scene.leadershipOf(this.#scene.of(message.from));
    if (leads?.term !== args.term) return;
    const reply = appendEntriesReply(message);
    if (reply?.success) {
      if (args.entries.length === 0) return;
      const follower = this.#scene.of(message.to);
      const gone = !follower.up || follower.incarnation !== this.#acknowledged.get(message.id);
      if (gone) this.#reach('acknowledged-by-the-dead');
    } else if (reply?.term === args.term) {
      const known = leads.acknowledged.get(message.to) ?? 0;
      if (args.prevLogIndex <= known) this.#reach('late-rejection');
    }
  }

  cut({ args, at, terms }: Cut): void {
    if (new Set(terms).size > 1) this.#reach('several-terms-cut');
    if (at > args.prevLogIndex + 1) this.#reach('conflict-inside-batch');
  }
}
