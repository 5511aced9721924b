/** Replies that the puppets of a script keep back until the script releases them. */
import type { Address } from 'harness';
import type { AppendEntriesArgs } from '../api.ts';
import type { Kept } from './heard.ts';

/** Sends a reply that was kept back. */
type Answer = () => Promise<unknown>;

export class KeptReplies {
  /** Kind of replies that a puppet keeps back from now on. */
  readonly #holding = new Map<Address, Kept>();
  /** By puppet, the earliest first. */
  readonly #kept = new Map<Address, Answer[]>();

  hold(puppet: Address, what: Kept): void {
    this.#holding.set(puppet, what);
  }

  holdNoMore(puppet: Address): void {
    this.#holding.delete(puppet);
  }

  /** Returns true if the puppet keeps back its reply to a request with these arguments. */
  keeps(puppet: Address, args: unknown): boolean {
    const holding = this.#holding.get(puppet);
    const { entries = [] } = args as Partial<AppendEntriesArgs>;
    return holding === 'all' || (holding === 'entries' && entries.length > 0);
  }

  add(puppet: Address, answer: Answer): void {
    this.#kept.set(puppet, [...this.of(puppet), answer]);
  }

  of(puppet: Address): readonly Answer[] {
    return this.#kept.get(puppet) ?? [];
  }

  /** Removes the earliest reply of a puppet, or all of them. */
  take(puppet: Address, count: 'one' | 'all'): readonly Answer[] {
    const kept = this.of(puppet);
    const taken = kept.slice(0, count === 'one' ? 1 : kept.length);
    this.#kept.set(puppet, kept.slice(taken.length));
    return taken;
  }
}
