/**
 * The operations that clients of this server wait for. An entry is identified by the proposal in
 * it. The term and the index at which the Raft put it tell when it can no longer be expected: when
 * the leadership of that term is lost, or when another entry is committed at that index.
 */
import type { StartResult, StateResult } from 'raft';
import type { ProposalId } from './entry.ts';
import type { Outcome } from './state-machine.ts';

/** An operation that is proposed and not yet applied. */
interface Pending {
  /** Where the proposal stands in the log; absent until `start` has answered. */
  place?: { readonly term: number; readonly index: number };
  /** Settles what the client waits for; 'lost': the proposal may or may not be committed. */
  readonly settle: (result: Outcome | 'lost') => void;
}

export class OperationTable {
  private readonly pending = new Map<string, Pending>();
  private lastSerial = 0;

  get size(): number {
    return this.pending.size;
  }

  /** Adds an operation. It precedes the `start` of its entry, which may apply it at once. */
  open(term: number): { id: ProposalId; result: Promise<Outcome | 'lost'> } {
    this.lastSerial += 1;
    const id = { term, serial: this.lastSerial };
    const result = new Promise<Outcome | 'lost'>((settle) => {
      this.pending.set(keyOf(id), { settle });
    });
    return { id, result };
  }

  /** The Raft has put the proposal into its log. */
  place(id: ProposalId, { term, index }: StartResult, lastApplied: number): void {
    const operation = this.pending.get(keyOf(id));
    if (operation === undefined) return;
    operation.place = { term, index };
    if (index <= lastApplied) this.settle(keyOf(id), 'lost');
  }

  /** The Raft has not taken the proposal, or nobody knows. */
  abandon(id: ProposalId): void {
    this.settle(keyOf(id), 'lost');
  }

  /** The proposal is applied. False: no client of this server waits for it. */
  complete(id: ProposalId, outcome: Outcome): boolean {
    return this.settle(keyOf(id), outcome);
  }

  /** Everything up to `index` is applied: whoever still waits there has lost the place. */
  failThrough(index: number): void {
    this.failWhere((place) => place.index <= index);
  }

  /** A later term has a leader: what was proposed in earlier ones is out of this server's hands. */
  failBefore(term: number): void {
    this.failWhere((place) => place.term < term);
  }

  /** Fails the operations of terms that this server no longer leads. */
  failLostTerms({ term, isLeader }: StateResult): void {
    this.failWhere((place) => place.term < term || (place.term === term && !isLeader));
  }

  private failWhere(isLost: (place: NonNullable<Pending['place']>) => boolean): void {
    for (const [key, { place }] of this.pending) {
      if (place !== undefined && isLost(place)) this.settle(key, 'lost');
    }
  }

  private settle(key: string, result: Outcome | 'lost'): boolean {
    const operation = this.pending.get(key);
    if (operation === undefined) return false;
    this.pending.delete(key);
    operation.settle(result);
    return true;
  }
}

function keyOf({ term, serial }: ProposalId): string {
  return `${term}.${serial}`;
}
