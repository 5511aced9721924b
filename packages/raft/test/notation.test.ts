import { describe, expect, it } from 'vitest';
import { fromSnapshot } from '../service-state.ts';
import { describeCall, describeReply, parseCall, snapshotOf } from '../suite/notation.ts';

describe('the notation of scripts, failures and traces', () => {
  it.each([
    'RequestVote t3 last=2@1',
    'AppendEntries t1 prev=0@0 [] commit=0',
    'AppendEntries t2 prev=1@1 [2@1 3@2] commit=1',
  ])('reads what it writes: %s', (line) => {
    const { from, to, method, args } = parseCall(`S1→S2 ${line}`);
    expect([from, to]).toEqual(['S1', 'S2']);
    expect(describeCall(`raft.${method}`, args)).toBe(line);
  });

  it('gives a scripted entry a command of its own', () => {
    const { args } = parseCall('S1→S2 AppendEntries t2 prev=1@1 [2@1 3@2] commit=1');
    expect(args).toMatchObject({ leaderId: 'S1', entries: [{ term: 1 }, { term: 2 }] });
    expect(JSON.stringify(args)).toContain('"command of 3@2"');
  });

  it('knows which entries the snapshot of a script holds', () => {
    const line = 'S1→S2 InstallSnapshot t2 last=2@1';
    const { from, to, method, args } = parseCall(`${line} [1@1 2@1]`);
    expect([from, to, method]).toEqual(['S1', 'S2', 'installSnapshot']);
    const data = snapshotOf(['1@1', '2@1']);
    expect(args).toEqual({
      term: 2,
      leaderId: 'S1',
      lastIncludedIndex: 2,
      lastIncludedTerm: 1,
      data,
    });
    expect(fromSnapshot(data)?.index).toBe(2);
    expect(data).not.toEqual(snapshotOf(['1@1', '2@2']));
    const text = describeCall('raft.installSnapshot', args);
    expect(`S1→S2 ${text}`).toBe(`${line} ${data.length} bytes`);
    expect(describeReply('raft.installSnapshot', { term: 3 })).toBe('ok t3');
  });

  it('tells a pre-vote from a vote', () => {
    const line = 'S1→S2 PreVote t2 last=1@1';
    const { method, args } = parseCall(line);
    expect([method, args]).toMatchObject(['requestVote', { term: 2, preVote: true }]);
    expect(describeCall('raft.requestVote', args)).toBe('PreVote t2 last=1@1');
  });

  it('refuses another notation', () => {
    expect(() => parseCall('S1->S2 AppendEntries')).toThrow(SyntaxError);
  });

  it('shortens long lists', () => {
    const line = `S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1 3@1 4@1 5@1 6@1] commit=0`;
    const text = describeCall('raft.appendEntries', parseCall(line).args);
    expect(text).toBe('AppendEntries t1 prev=0@0 [1@1 … 6@1: 6 entries] commit=0');
  });

  it('writes replies', () => {
    expect(describeReply('raft.requestVote', { term: 2, voteGranted: true })).toBe('granted t2');
    expect(describeReply('raft.requestVote', { term: 2, voteGranted: false })).toBe('refused t2');
    expect(describeReply('raft.appendEntries', { term: 1, success: true })).toBe('ok t1');
    const rejected = { term: 2, success: false, conflictIndex: 4, conflictTerm: 1 };
    expect(describeReply('raft.appendEntries', rejected)).toBe('rejected t2 conflict=4@1');
    const short = { term: 2, success: false, conflictIndex: 4 };
    expect(describeReply('raft.appendEntries', short)).toBe('rejected t2 conflict=4');
  });

  it('shows what is not of the contract as it is', () => {
    expect(describeCall('raft.preVote', { term: 1 })).toBe('preVote {"term":1}');
    expect(describeCall('raft.appendEntries', { term: 1 })).toBe('appendEntries {"term":1}');
    expect(describeReply('raft.requestVote', null)).toBe('null');
  });
});
