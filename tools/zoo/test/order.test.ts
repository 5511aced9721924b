import { raftSuite } from 'raft/suite';
import { describe, expect, it } from 'vitest';
import { tasksOf } from '../src/order.ts';

const target = { id: 'X', what: '', edits: [] };
const expected = { property: 'Commit rule', cases: ['Figure8Committed', '2B/Backup'] };
const { cases } = raftSuite;

describe('a hunt', () => {
  it('begins with the expected cases, seed by seed', () => {
    const tasks = [...tasksOf({ ...target, expected }, cases, 2, false)];
    const ids = ['raft/2B/Backup', 'raft/2C/Figure8Committed'];
    expect(tasks).toEqual([1, 2].map((seed) => ids.map((id) => ({ case: id, seed }))));
  });

  it('goes on with all others, each with each seed once, the long ones of a seed last', () => {
    const runs = [...tasksOf({ ...target, expected }, cases, 2)].flat();
    const all = runs.map((run) => `${run.case} ${run.seed}`);
    expect(new Set(all).size).toBe(2 * cases.length);
    expect(all.length).toBe(2 * cases.length);
    const at = (id: string) => all.indexOf(id);
    expect(at('raft/2D/SnapshotInit 1')).toBeLessThan(at('raft/2C/Figure8 1'));
    expect(at('raft/2C/Figure8 1')).toBeLessThan(at('raft/2D/SnapshotInit 2'));
  });

  it('leaves out what the target is named after', () => {
    const ids = [...tasksOf({ ...target, without: /Backup$/ }, cases, 1)].flat();
    expect(ids.filter(({ case: id }) => id.endsWith('Backup'))).toEqual([]);
  });
});
