import { describe, expect, it } from 'vitest';
import type { LogEntry } from 'raft';
import { Log } from '../src/log.ts';

/** Entries of these terms, with the commands 'a', 'b', 'c', … */
function entries(...terms: number[]): LogEntry[] {
  return terms.map((term, i) => ({ term, command: String.fromCodePoint(97 + i) }));
}

function terms(log: Log): number[] {
  return log.entries.map(({ term }) => term);
}

describe('a whole log', () => {
  it('begins with index 1', () => {
    const log = new Log();
    expect(log.last).toEqual({ index: 0, term: 0 });
    log.append({ term: 1, command: 'a' });
    expect(log.last).toEqual({ index: 1, term: 1 });
    expect(log.entryAt(1)).toEqual({ term: 1, command: 'a' });
    expect(log.entryAt(2)).toBeUndefined();
    expect(log.from(1)).toEqual([{ term: 1, command: 'a' }]);
    expect(log.from(2)).toEqual([]);
  });

  it('matches a place that it has, and the place before the first entry (AppendEntries 2)', () => {
    const log = new Log(entries(1, 1, 2));
    expect(log.matches({ index: 0, term: 0 })).toBe(true);
    expect(log.matches({ index: 2, term: 1 })).toBe(true);
    expect(log.matches({ index: 3, term: 1 })).toBe(false);
    expect(log.matches({ index: 4, term: 2 })).toBe(false);
  });

  it('is as up-to-date as another by the term of the last entry, then by length (§5.4.1)', () => {
    const log = new Log(entries(1, 2, 2));
    expect(log.isUpToDate({ index: 3, term: 2 })).toBe(true);
    expect(log.isUpToDate({ index: 2, term: 2 })).toBe(false);
    expect(log.isUpToDate({ index: 1, term: 3 })).toBe(true);
    expect(log.isUpToDate({ index: 9, term: 1 })).toBe(false);
    expect(new Log().isUpToDate({ index: 0, term: 0 })).toBe(true);
  });

  it('lends its entries to nobody', () => {
    const given = entries(1);
    const log = new Log(given);
    log.append({ term: 2, command: 'b' });
    log.from(1).push({ term: 9, command: 'x' });
    expect(given).toHaveLength(1);
    expect(terms(log)).toEqual([1, 2]);
  });
});

describe('merge (AppendEntries 3 and 4)', () => {
  it('appends what is new', () => {
    const log = new Log(entries(1));
    expect(log.merge(1, entries(1, 2))).toBe(true);
    expect(terms(log)).toEqual([1, 1, 2]);
  });

  it('leaves alone what it has already, and what follows that', () => {
    const log = new Log(entries(1, 1, 2));
    expect(log.merge(0, entries(1, 1))).toBe(false);
    expect(log.merge(2, [])).toBe(false);
    expect(terms(log)).toEqual([1, 1, 2]);
  });

  it('drops a conflicting entry and all that follow it, wherever in the batch it is', () => {
    const log = new Log(entries(1, 1, 1, 1, 1));
    expect(log.merge(1, entries(1, 3, 3))).toBe(true);
    expect(terms(log)).toEqual([1, 1, 3, 3]);
  });
});

describe('the faster way back (end of §5.3)', () => {
  it('names the first index that a short log lacks', () => {
    expect(new Log(entries(1, 1)).conflictAt(5)).toEqual({ conflictIndex: 3 });
    expect(new Log().conflictAt(1)).toEqual({ conflictIndex: 1 });
  });

  it('names the conflicting term and its first entry', () => {
    const log = new Log(entries(1, 2, 2, 2, 3));
    expect(log.conflictAt(4)).toEqual({ conflictIndex: 2, conflictTerm: 2 });
    expect(log.conflictAt(1)).toEqual({ conflictIndex: 1, conflictTerm: 1 });
  });

  it('finds the last entry of a term, not beyond the place that was refused', () => {
    const log = new Log(entries(1, 2, 2, 4, 4));
    expect(log.lastOfTerm(2, 5)).toBe(3);
    expect(log.lastOfTerm(4, 5)).toBe(4);
    expect(log.lastOfTerm(4, 4)).toBeUndefined();
    expect(log.lastOfTerm(3, 5)).toBeUndefined();
    expect(log.lastOfTerm(1, 1)).toBeUndefined();
  });
});

describe('a log whose entries up to 10@3 are gone (§7)', () => {
  const base = { index: 10, term: 3 };

  it('counts on from the base', () => {
    const log = new Log(entries(3, 4), base);
    expect(log.last).toEqual({ index: 12, term: 4 });
    expect(log.termAt(10)).toBe(3);
    expect(log.entryAt(11)?.term).toBe(3);
    expect(log.from(12)).toHaveLength(1);
    expect(() => log.entryAt(10)).toThrow('entry 10 is gone');
    expect(new Log([], base).last).toEqual(base);
  });

  it('matches what is gone: it was committed', () => {
    const log = new Log(entries(3, 4), base);
    expect(log.matches({ index: 7, term: 2 })).toBe(true);
    expect(log.matches({ index: 10, term: 2 })).toBe(false);
    expect(log.matches({ index: 11, term: 3 })).toBe(true);
  });

  it('merges a request that begins before the base', () => {
    const log = new Log(entries(3, 4), base);
    expect(log.merge(8, entries(2, 3, 3, 5))).toBe(true);
    expect(log.last).toEqual({ index: 12, term: 5 });
    expect(terms(log)).toEqual([3, 5]);
    expect(log.merge(5, entries(2, 2))).toBe(false);
  });

  it('does not look for a conflict in what is gone', () => {
    const log = new Log(entries(3, 3), base);
    expect(log.conflictAt(12)).toEqual({ conflictIndex: 11, conflictTerm: 3 });
    expect(log.lastOfTerm(3, 11)).toBe(10);
    expect(log.lastOfTerm(2, 12)).toBeUndefined();
  });
});
