import { describe, expect, it } from 'vitest';
import type { AppendEntriesArgs } from 'raft';
import { parseCall } from '../../suite/notation.ts';
import { KnownLog } from '../../suite/situations/known-log.ts';

/** What was sent: of each entry, the term of the one before it. */
const SENT: Record<string, number> = { '5@3': 3, '4@3': 2, '3@2': 1, '2@1': 1, '3@1': 1 };
const prevTerm = (index: number, term: number) => SENT[`${index}@${term}`];

function append(what: string): AppendEntriesArgs {
  return parseCall(`S1→S2 AppendEntries t9 ${what} commit=0`).args as AppendEntriesArgs;
}

/** A log that has acknowledged these requests. */
function logOf(...requests: string[]): KnownLog {
  const log = new KnownLog(prevTerm);
  for (const request of requests) log.merge(append(request));
  return log;
}

/** Places from the first to the last, '?' for a term that is not known. */
function places(log: KnownLog): string {
  const all = Array.from({ length: log.last }, (_, i) => `${i + 1}@${log.termAt(i + 1) ?? '?'}`);
  return all.join(' ');
}

describe('a known log', () => {
  it('begins empty', () => {
    const log = logOf();
    expect([places(log), log.last, log.lastTerm]).toEqual(['', 0, 0]);
  });

  it('holds what was acknowledged, once', () => {
    const log = logOf('prev=0@0 [1@1 2@1]', 'prev=1@1 [2@1 3@1]', 'prev=0@0 [1@1]');
    expect([places(log), log.last, log.lastTerm]).toEqual(['1@1 2@1 3@1', 3, 1]);
  });

  it('gives way to what conflicts, and only to that', () => {
    expect(places(logOf('prev=0@0 [1@1 2@1 3@1]', 'prev=1@1 [2@2]'))).toBe('1@1 2@2');
    expect(places(logOf('prev=0@0 [1@1 2@1 3@1]', 'prev=1@1 []'))).toBe('1@1 2@1 3@1');
  });

  it('knows by Log Matching what precedes an entry, as far as that was sent', () => {
    expect(places(logOf('prev=3@2 []'))).toBe('1@1 2@1 3@2');
    expect(places(logOf('prev=7@7 [8@7]'))).toBe('1@? 2@? 3@? 4@? 5@? 6@? 7@7 8@7');
    expect(places(logOf('prev=0@0 [1@1 2@1 3@1]', 'prev=5@3 []'))).toBe('1@1 2@1 3@2 4@3 5@3');
  });

  it('ends where a candidate says that it ends', () => {
    const log = logOf('prev=0@0 [1@1 2@1 3@1]');
    log.endAt({ index: 3, term: 1 });
    expect(places(log)).toBe('1@1 2@1 3@1');
    log.endAt({ index: 2, term: 1 });
    expect(places(log)).toBe('1@1 2@1');
    log.endAt({ index: 4, term: 3 });
    expect(places(log)).toBe('1@1 2@1 3@2 4@3');
    log.endAt({ index: 3, term: 1 });
    expect(places(log)).toBe('1@1 2@1 3@1');
    log.endAt({ index: 6, term: 6 });
    expect([places(log), log.last]).toEqual(['1@? 2@? 3@? 4@? 5@? 6@6', 6]);
  });

  it('holds nothing that is known before a snapshot', () => {
    const log = logOf('prev=0@0 [1@1 2@1 3@1]');
    log.restartAfter({ index: 5, term: 3 });
    log.merge(append('prev=5@3 [6@4]'));
    expect(places(log)).toBe('1@? 2@? 3@? 4@? 5@3 6@4');
    log.merge(append('prev=3@2 [4@3 5@3 6@4 7@4]'));
    expect(places(log)).toBe('1@? 2@? 3@? 4@? 5@3 6@4 7@4');
    expect(log.after(0)).toEqual([3, 4, 4]);
    expect(log.after(6)).toEqual([4]);
    expect(log.after(7)).toEqual([]);
  });

  it('lacks what was replaced or never there, not what is unknown', () => {
    const log = logOf();
    log.restartAfter({ index: 2, term: 1 });
    log.merge(append('prev=2@1 [3@2]'));
    expect(log.lacks(1, 9)).toBe(false);
    expect([log.lacks(2, 1), log.lacks(2, 9)]).toEqual([false, true]);
    expect([log.lacks(3, 2), log.lacks(3, 1)]).toEqual([false, true]);
    expect(log.lacks(4, 2)).toBe(true);
  });

  it('tells the first conflict', () => {
    const log = logOf('prev=0@0 [1@1 2@1 3@1]');
    expect(log.conflictWith(append('prev=1@1 [2@1 3@2]'))).toBe(3);
    expect(log.conflictWith(append('prev=1@1 [2@2 3@2]'))).toBe(2);
    expect(log.conflictWith(append('prev=2@1 [3@1 4@2]'))).toBeUndefined();
    log.restartAfter({ index: 3, term: 1 });
    expect(log.conflictWith(append('prev=1@1 [2@7]'))).toBeUndefined();
  });

  it('is cut behind what is known, and grows by one', () => {
    const log = logOf('prev=0@0 [1@1 2@1 3@1]');
    log.cutAt(4);
    expect(places(log)).toBe('1@1 2@1 3@1');
    log.cutAt(3);
    expect(places(log)).toBe('1@1 2@1');
    log.append({ index: 3, term: 4 });
    log.append({ index: 3, term: 4 });
    log.append({ index: 9, term: 4 });
    expect(places(log)).toBe('1@1 2@1 3@4');
  });
});
