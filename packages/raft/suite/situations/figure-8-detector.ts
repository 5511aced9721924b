/** Finds Figure 8: entries of earlier terms on a majority, and what becomes of them (§5.4.2). */
import { heldByMajority } from '../ledgers/held.ts';
import type { Reach } from '../situations.ts';
import type { Actor, Cut, Detector, Scene, Tenure } from './scene.ts';

/** An entry of an earlier term that a leader knows to be on a majority, and may not commit. */
interface Waiting {
  readonly term: number;
  /** The term of that leader. */
  readonly leaderTerm: number;
}

/** How many other leaders an entry must have outlived to be remarkable. */
const LEADERS = 2;

export class Figure8Detector implements Detector {
  readonly #scene: Scene;
  readonly #reach: Reach;
  /** By index. */
  readonly #waiting = new Map<number, Waiting>();

  constructor(scene: Scene, reach: Reach) {
    this.#scene = scene;
    this.#reach = reach;
  }

  acknowledged({ term: leaderTerm, reign, acknowledged }: Tenure): void {
    const { committed, run } = this.#scene;
    const held = heldByMajority(acknowledged, run.majority);
    // With an entry of its own on the majority, all is committed.
    if (held >= reign.firstOwn) return;
    for (let index = held; index > committed; index--) {
      const term = reign.terms[index];
      if (term === undefined || this.#waiting.get(index)?.leaderTerm === leaderTerm) return;
      this.#waiting.set(index, { term, leaderTerm });
      for (const actor of this.#scene.actors) {
        if (isThreat(actor, index, term)) this.#reach('figure-8-c');
      }
    }
  }

  cut({ at, terms }: Cut): void {
    for (const [i, term] of terms.entries()) {
      if (this.#waiting.get(at + i)?.term === term) this.#reach('figure-8-d');
    }
  }

  stood(actor: Actor): void {
    for (const [index, { term }] of this.#waiting) {
      if (index > this.#scene.committed && isThreat(actor, index, term)) this.#reach('figure-8-c');
    }
  }

  committed(actor: Actor, index: number): void {
    const waiting = this.#waiting.get(index);
    const leads = this.#scene.leadershipOf(actor);
    const term = leads?.reign.terms[index];
    // Most commits are of the leader's own term.
    if (leads === undefined || term === undefined || term === leads.term) return;
    if (waiting?.leaderTerm === leads.term) this.#reach('figure-8-e');
    const between = this.#scene.tenures.filter(
      (tenure) => tenure.term > term && tenure.term < leads.term && tenure.leader !== leads.leader,
    );
    if (between.length >= LEADERS) this.#reach('entry-outlives-leaders');
  }
}

/** Whether that server has an entry of a later term there, with which it could be elected. */
function isThreat({ log }: Actor, index: number, term: number): boolean {
  return (log.termAt(index) ?? 0) > term;
}
