/**
 * The log of one server, with the indexes of the paper: the first entry ever has index 1. Entries
 * up through `lastIncludedIndex` are in the snapshot (§7). Only this file computes array positions.
 */
import type { LogEntry } from 'raft';

export interface Log {
  /** The last entry that the snapshot replaces, 0 before the first snapshot. */
  lastIncludedIndex: number;
  /** The term of that entry, 0 before the first snapshot. */
  lastIncludedTerm: number;
  /** The entries that follow it. */
  entries: LogEntry[];
}

export function lastLogIndex(log: Log): number {
  return log.lastIncludedIndex + log.entries.length;
}

export function lastLogTerm(log: Log): number {
  return log.entries.at(-1)?.term ?? log.lastIncludedTerm;
}

/** The entry at an index, or `undefined` if it is compacted or beyond the end. */
export function entryAt(log: Log, index: number): LogEntry | undefined {
  return log.entries[index - log.lastIncludedIndex - 1];
}

/** The term of the entry at an index, or `undefined` if this log does not know it. */
export function termAt(log: Log, index: number): number | undefined {
  return index === log.lastIncludedIndex ? log.lastIncludedTerm : entryAt(log, index)?.term;
}

/** The entries after `prevIndex`, at most `count` of them. */
export function entriesAfter(log: Log, prevIndex: number, count: number): LogEntry[] {
  const from = prevIndex - log.lastIncludedIndex;
  return log.entries.slice(from, from + count);
}

/**
 * Whether a log that agrees with this one has `term` at `index`. Whatever the snapshot covers is
 * committed, so it agrees with the log of every leader.
 */
export function matches(log: Log, index: number, term: number): boolean {
  return index < log.lastIncludedIndex || termAt(log, index) === term;
}

/**
 * Stores `entries` after `prevIndex` (Figure 2, AppendEntries 3 and 4): what is there already
 * stays, and the first entry that conflicts takes all that follow it away.
 *
 * @returns whether the log is a different one now
 */
export function storeEntries(log: Log, prevIndex: number, entries: readonly LogEntry[]): boolean {
  let index = prevIndex;
  for (const entry of entries) {
    index += 1;
    if (!matches(log, index, entry.term)) {
      log.entries = [
        ...entriesAfter(log, log.lastIncludedIndex, index - log.lastIncludedIndex - 1),
        ...entries.slice(index - prevIndex - 1),
      ];
      return true;
    }
  }
  return false;
}

/**
 * Discards the entries that a snapshot up through `index` replaces. Entries that follow stay if the
 * log has the snapshot's last entry; otherwise the whole log goes (Figure 13, steps 6 and 7).
 */
export function compact(log: Log, index: number, term: number): void {
  const retain = termAt(log, index) === term;
  log.entries = retain ? log.entries.slice(index - log.lastIncludedIndex) : [];
  log.lastIncludedIndex = index;
  log.lastIncludedTerm = term;
}
