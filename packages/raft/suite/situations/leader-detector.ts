/** Finds situations of leaders that come, go and come back (§5.1, §5.3). */
import type { Message } from 'harness';
import { appendEntriesArgs, appendEntriesReply, leaderTermOf } from '../ledgers/rpc.ts';
import type { Reach } from '../situations.ts';
import type { Actor, Detector, Scene, Tenure } from './scene.ts';

export class LeaderDetector implements Detector {
  readonly #scene: Scene;
  readonly #reach: Reach;
  /** Requests of leaders of whom there was a later one when they arrived. */
  readonly #late = new WeakSet<Message>();

  constructor(scene: Scene, reach: Reach) {
    this.#scene = scene;
    this.#reach = reach;
  }

  delivered(message: Message): void {
    const term = leaderTermOf(message);
    if (term === undefined) return;
    if (term < (this.#scene.latest?.term ?? 0)) this.#late.add(message);
    if (term < this.#scene.of(message.to).termBefore) this.#reach('old-leader-after-restart');
  }

  responded(message: Message): void {
    if (!this.#late.has(message) || !appendEntriesReply(message)?.success) return;
    const brings = appendEntriesArgs(message)?.entries.length ?? 0;
    if (brings > 0) this.#reach('two-leaders-are-followed');
  }

  replied(message: Message): void {
    const args = appendEntriesArgs(message);
    if (args === undefined || !appendEntriesReply(message)?.success) return;
    const leads = this.#scene.leadershipOf(this.#scene.of(message.from));
    if (leads && args.term < leads.term) this.#reach('old-reply-after-re-election');
  }

  elected(actor: Actor, { term }: Tenure): void {
    if (actor.earlier && this.#hasLost(actor.earlier)) this.#reach('re-elected-over-loss');
    if (actor.stood !== term) return; // Nobody knows where its log ends.
    for (const other of this.#scene.actors) {
      if (other !== actor) this.#compare(other, actor);
    }
  }

  /** Whether a follower has lost what it acknowledged in that tenure. */
  #hasLost({ reign, acknowledged }: Tenure): boolean {
    for (const [follower, index] of acknowledged) {
      const term = reign.terms[index];
      if (term !== undefined && this.#scene.of(follower).log.lacks(index, term)) return true;
    }
    return false;
  }

  /** Figure 7: how a follower's log differs from that of a leader that comes to power. */
  #compare(follower: Actor, leader: Actor): void {
    let same = Math.min(follower.log.last, leader.log.last);
    for (; same > 0; same--) {
      const [theirs, ours] = [follower.log.termAt(same), leader.log.termAt(same)];
      if (theirs === undefined || ours === undefined) return;
      if (theirs === ours) break;
    }
    const extra = new Set(follower.log.after(same));
    const lacks = leader.log.last > same;
    if (lacks && extra.size === 1) this.#reach('figure-7-e');
    if (!lacks && follower.log.lastTerm > leader.log.lastTerm) this.#reach('figure-7-d');
  }
}
