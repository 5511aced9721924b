/**
 * The log (Figure 2, State; §5.3). Indices begin with 1. The entries up to a base index may be
 * gone, with only the term of the last one kept (§7); a whole log has its base at index 0, term 0.
 */
import assert from 'node:assert';
import type { AppendEntriesReply, LogEntry } from '../api.ts';

/** A place in a log, and the term of the entry there. {0, 0} is before the first entry. */
export interface Position {
  readonly index: number;
  readonly term: number;
}

const BEFORE_FIRST: Position = { index: 0, term: 0 };

export class Log {
  private lastIncluded: Position;
  private readonly list: LogEntry[];

  constructor(entries: readonly LogEntry[] = [], base: Position = BEFORE_FIRST) {
    this.lastIncluded = base;
    this.list = [...entries];
  }

  /** The last entry that is gone. It is committed, so the logs of all leaders hold it. */
  get base(): Position {
    return this.lastIncluded;
  }

  /** The entries after the base. */
  get entries(): readonly LogEntry[] {
    return this.list;
  }

  /** The last entry, or the base when nothing follows it. */
  get last(): Position {
    const entry = this.list.at(-1);
    return entry ? { index: this.base.index + this.list.length, term: entry.term } : this.base;
  }

  /** @param index from the base to the last index + 1, where there is `undefined` */
  termAt(index: number): number | undefined {
    return index === this.base.index ? this.base.term : this.entryAt(index)?.term;
  }

  /** @param index after the base; beyond the last entry, `undefined` */
  entryAt(index: number): LogEntry | undefined {
    return this.list[this.placeOf(index)];
  }

  /** All entries from that index on. */
  from(index: number): LogEntry[] {
    return this.list.slice(this.placeOf(index));
  }

  /** Where in the list the entry is, or would be. */
  private placeOf(index: number): number {
    const { index: base } = this.base;
    if (index <= base) assert.fail(`entry ${index} is gone, the base is ${base}`);
    return index - base - 1;
  }

  append(entry: LogEntry): void {
    this.list.push(entry);
  }

  /** Drops the entries up through that one: they are in a snapshot (§7). */
  compact(index: number): void {
    const term = this.termAt(index);
    assert(
      term !== undefined,
      `entry ${index} is not in the log, which ends at ${this.last.index}`,
    );
    this.list.splice(0, index - this.base.index);
    this.lastIncluded = { index, term };
  }

  /** Drops all entries: only what is in a snapshot is known, up through that place (§7). */
  restartAfter(base: Position): void {
    this.list.length = 0;
    this.lastIncluded = base;
  }

  /**
   * Whether this log has an entry there of that term (AppendEntries, step 2). By the Log Matching
   * Property it then equals the sender's up to there. What is gone was committed: it matches.
   */
  matches(position: Position): boolean {
    return position.index < this.base.index || this.termAt(position.index) === position.term;
  }

  /** Whether a log that ends there is at least as up-to-date as this one (§5.4.1). */
  isUpToDate(other: Position): boolean {
    const { index, term } = this.last;
    return other.term > term || (other.term === term && other.index >= index);
  }

  /**
   * AppendEntries, steps 3 and 4: drops what conflicts with the entries, and appends what is not
   * here yet. What follows the entries without a conflict stays: the request may be an old one.
   *
   * @param prevLogIndex where the logs match
   * @returns whether the log has changed
   */
  merge(prevLogIndex: number, entries: readonly LogEntry[]): boolean {
    const firstNew = entries.findIndex((entry, i) => {
      const index = prevLogIndex + 1 + i;
      return index > this.base.index && this.entryAt(index)?.term !== entry.term;
    });
    if (firstNew === -1) return false;
    this.list.length = prevLogIndex + firstNew - this.base.index;
    this.list.push(...entries.slice(firstNew));
    return true;
  }

  /**
   * What a follower says of a rejected prevLogIndex, so that the leader need not step back entry by
   * entry (end of §5.3): the first index after its log, or the first entry of the conflicting term.
   */
  conflictAt(prevLogIndex: number): Pick<AppendEntriesReply, 'conflictIndex' | 'conflictTerm'> {
    const { last } = this;
    if (last.index < prevLogIndex) return { conflictIndex: last.index + 1 };
    const conflictTerm = this.entryAt(prevLogIndex)?.term ?? 0;
    let conflictIndex = prevLogIndex;
    const first = this.base.index + 1;
    while (conflictIndex > first && this.termAt(conflictIndex - 1) === conflictTerm) {
      conflictIndex -= 1;
    }
    return { conflictIndex, conflictTerm };
  }

  /** Index of the last entry of that term before `before`; `undefined` when none is known. */
  lastOfTerm(term: number, before: number): number | undefined {
    let index = before - 1;
    if (index < this.base.index) return undefined;
    while (index > this.base.index && (this.termAt(index) ?? 0) > term) index -= 1;
    return this.termAt(index) === term && index > 0 ? index : undefined;
  }
}
