import { describe, expect, it } from 'vitest';
import { applyEdits } from '../src/edit.ts';
import { raft } from '../src/raft/edits.ts';

const FILE = 'one two three two four';

describe('edits', () => {
  it('are made in one pass, in whatever order they stand', () => {
    const edits = [raft('four', 'one'), raft('one', '1')];
    expect(applyEdits('E1', FILE, edits)).toBe('1 two three two one');
  });

  it('must apply to exactly one place', () => {
    expect(() => applyEdits('E1', FILE, [raft('five', '5')])).toThrow(
      /E1: an edit must apply to exactly one place of raft.ts, this one applies to 0\..*\nfive/,
    );
    expect(() => applyEdits('E1', FILE, [raft('two', '2')])).toThrow(/applies to 2\./);
  });

  it('must not overlap', () => {
    const edits = [raft('one two', '1 2'), raft('two three', '2 3')];
    expect(() => applyEdits('E1', FILE, edits)).toThrow(/two edits of raft.ts overlap/);
  });
});
