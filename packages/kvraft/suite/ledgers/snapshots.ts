/** How many snapshots each server has saved, over all of its incarnations. */
import type { Address, NodeInfo, Observer } from 'harness';

export class Snapshots implements Observer {
  readonly #last = new Map<Address, Uint8Array>();
  readonly #counts = new Map<Address, number>();

  saved({ address, disk }: NodeInfo): void {
    const { snapshot } = disk;
    if (snapshot === undefined || snapshot === this.#last.get(address)) return;
    this.#last.set(address, snapshot);
    this.#counts.set(address, this.count(address) + 1);
  }

  count(server: Address): number {
    return this.#counts.get(server) ?? 0;
  }
}
