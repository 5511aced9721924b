/** The log: what the last snapshot leaves of it, how far it is on disk, committed and applied. */
import type { ApplyMessage, LogEntry } from 'raft';
import type { Snapshot } from './message.ts';

export interface LogState {
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  readonly entries: readonly LogEntry[];
  readonly committed: number;
}

export class RaftLog {
  /** The entries after `lastIncludedIndex`. Only this class computes places in it. */
  private entries: LogEntry[];
  private lastIncludedIndex: number;
  private lastIncludedTerm: number;
  /** commitIndex of Figure 2. */
  private committed: number;
  /** lastApplied of Figure 2. */
  private applied: number;
  /** Entries after this index are unstable: not on disk yet. */
  private stable: number;
  /** A leader's snapshot that is not on disk yet. */
  private unstableSnapshot: Snapshot | undefined;
  /** A leader's snapshot that the service does not have yet. */
  private unappliedSnapshot: Snapshot | undefined;

  constructor(state: LogState) {
    this.entries = [...state.entries];
    this.lastIncludedIndex = state.lastIncludedIndex;
    this.lastIncludedTerm = state.lastIncludedTerm;
    this.committed = Math.max(state.committed, state.lastIncludedIndex);
    this.applied = state.lastIncludedIndex;
    this.stable = this.lastIndex();
  }

  state(): LogState {
    const { lastIncludedIndex, lastIncludedTerm, entries, committed } = this;
    return { lastIncludedIndex, lastIncludedTerm, entries, committed };
  }

  commitIndex(): number {
    return this.committed;
  }

  lastApplied(): number {
    return this.applied;
  }

  firstIndex(): number {
    return this.lastIncludedIndex + 1;
  }

  lastIndex(): number {
    return this.lastIncludedIndex + this.entries.length;
  }

  lastTerm(): number {
    return this.entries.at(-1)?.term ?? this.lastIncludedTerm;
  }

  /** Term of the entry at `index`; `undefined` when it is compacted or not there yet. */
  term(index: number): number | undefined {
    // At first both are 0: the place before the first entry.
    if (index === this.lastIncludedIndex) return this.lastIncludedTerm;
    if (index < this.lastIncludedIndex) return undefined;
    return this.entries[index - this.firstIndex()]?.term;
  }

  matchTerm(index: number, term: number): boolean {
    return this.term(index) === term;
  }

  /** At most `limit` entries, the first at `from`, which must not be compacted. */
  slice(from: number, limit: number): readonly LogEntry[] {
    const start = from - this.firstIndex();
    if (start < 0) throw new Error(`entry ${from} is compacted`);
    return this.entries.slice(start, start + limit);
  }

  /** Whether a log with this last entry is at least as up-to-date as this one (§5.4.1). */
  isUpToDate(index: number, term: number): boolean {
    const lastTerm = this.lastTerm();
    return term > lastTerm || (term === lastTerm && index >= this.lastIndex());
  }

  /** A leader's own append. */
  append(entry: LogEntry): void {
    this.entries.push(entry);
  }

  /**
   * AppendEntries, receiver steps 2 to 4. Returns the index of the last new entry, or `undefined`
   * when there is no entry at `prevIndex` with `prevTerm`.
   */
  maybeAppend(
    prevIndex: number,
    prevTerm: number,
    entries: readonly LogEntry[],
  ): number | undefined {
    const lastNew = prevIndex + entries.length;
    // What is committed here is in every later leader's log (Leader Completeness), so it matches,
    // even where it is compacted and its term is unknown.
    if (prevIndex >= this.committed && !this.matchTerm(prevIndex, prevTerm)) return undefined;
    const from = Math.max(prevIndex, this.committed) + 1;
    const rest = entries.slice(from - prevIndex - 1);
    const conflict = rest.findIndex((entry, i) => !this.matchTerm(from + i, entry.term));
    if (conflict >= 0) this.truncateAndAppend(from + conflict, rest.slice(conflict));
    return lastNew;
  }

  private truncateAndAppend(from: number, entries: readonly LogEntry[]): void {
    this.entries = [...this.entries.slice(0, from - this.firstIndex()), ...entries];
    this.stable = Math.min(this.stable, from - 1);
  }

  /** The last index, at most `index`, whose term is not after `term` or is unknown. */
  findConflictByTerm(index: number, term: number): number {
    let i = Math.min(index, this.lastIndex());
    while (i > 0 && (this.term(i) ?? 0) > term) i -= 1;
    return i;
  }

  commitTo(index: number): boolean {
    if (index <= this.committed) return false;
    if (index > this.lastIndex()) {
      throw new Error(`commit ${index} is beyond the last entry ${this.lastIndex()}`);
    }
    this.committed = index;
    return true;
  }

  /** A leader's snapshot takes the place of the whole log. */
  restore(snapshot: Snapshot): void {
    this.entries = [];
    this.lastIncludedIndex = snapshot.index;
    this.lastIncludedTerm = snapshot.term;
    this.committed = snapshot.index;
    this.stable = snapshot.index;
    this.unstableSnapshot = snapshot;
    this.unappliedSnapshot = snapshot;
  }

  /** The service's own snapshot takes the place of the entries up to `index`. False: it is old. */
  compact(index: number): boolean {
    const term = this.term(index);
    if (index <= this.lastIncludedIndex || index > this.applied || term === undefined) return false;
    this.entries = this.entries.slice(index - this.lastIncludedIndex);
    this.lastIncludedIndex = index;
    this.lastIncludedTerm = term;
    return true;
  }

  hasUnstable(): boolean {
    return this.unstableSnapshot !== undefined || this.stable < this.lastIndex();
  }

  /** The snapshot that must go to disk together with the state. */
  snapshotToSave(): Snapshot | undefined {
    return this.unstableSnapshot;
  }

  /** Everything is on disk now. */
  stableAll(): void {
    this.unstableSnapshot = undefined;
    this.stable = this.lastIndex();
  }

  /** Takes the next thing to hand to the service; it counts as applied from now on. */
  takeNextToApply(): ApplyMessage | undefined {
    const snapshot = this.unappliedSnapshot;
    if (snapshot !== undefined) {
      this.unappliedSnapshot = undefined;
      this.applied = snapshot.index;
      return { kind: 'snapshot', ...snapshot };
    }
    if (this.applied >= this.committed) return undefined;
    const entry = this.entries[this.applied + 1 - this.firstIndex()];
    if (entry === undefined) return undefined;
    this.applied += 1;
    return { kind: 'command', index: this.applied, command: entry.command };
  }
}
