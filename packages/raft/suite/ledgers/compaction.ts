/**
 * Ledgers are compacted as logs are (§7). What stands in the snapshots on all disks, and well before
 * their ends, no server can apply, lose or replace any more: the ledgers forget it. So a run takes
 * the memory that its logs take, however long it is.
 */
import type { Observer } from 'harness';
import type { Run } from './run.ts';
import type { Snapshots } from './snapshots.ts';

/** A ledger that knows something of each entry. */
export interface Compactable {
  /** Forgets entries; those before them are forgotten already. */
  forget(from: number, upTo: number): void;
}

/** More than an ordinary run has: it forgets nothing. */
const KEPT = 2000;

export class Compaction implements Observer {
  readonly #run: Run;
  readonly #snapshots: Snapshots;
  readonly #ledgers: readonly Compactable[];
  readonly #kept: number;
  #forgotten = 0;

  /**
   * @param snapshots which sees an event before this one
   * @param kept how many entries stay, of those that every disk has in its snapshot
   */
  constructor(run: Run, snapshots: Snapshots, ledgers: readonly Compactable[], kept = KEPT) {
    this.#run = run;
    this.#snapshots = snapshots;
    this.#ledgers = ledgers;
    this.#kept = kept;
  }

  saved(): void {
    const { servers, size } = this.#run;
    if (servers.length < size) return; // A puppet says what its script says, however old.
    let upTo = Infinity;
    for (const server of servers) {
      upTo = Math.min(upTo, this.#snapshots.index(server) - this.#kept);
      if (upTo < this.#forgotten + this.#kept) return; // Many at a time.
    }
    for (const ledger of this.#ledgers) ledger.forget(this.#forgotten + 1, upTo);
    this.#forgotten = upTo;
  }
}
