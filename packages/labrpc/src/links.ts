/** A set of links between two addresses, each with a direction. */
import type { Address } from 'sim';

export class Links {
  readonly #links = new Set<string>();

  add(from: Address, to: Address): void {
    this.#links.add(`${from}>${to}`);
  }

  delete(from: Address, to: Address): void {
    this.#links.delete(`${from}>${to}`);
  }

  /** Asked of each message: mostly of an empty set. */
  has(from: Address, to: Address): boolean {
    return this.#links.size > 0 && this.#links.has(`${from}>${to}`);
  }
}
