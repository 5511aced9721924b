import { describe, expect, it } from 'vitest';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import { LogTree } from '../../suite/ledgers/log-tree.ts';
import { Reigns } from '../../suite/ledgers/reigns.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Reigns', () => {
  const tell = () => {
    const story = new Story();
    const tree = new LogTree(story.run, new Leaders(story.run));
    const reigns = new Reigns(story.run, tree);
    story.listen(tree, reigns);
    story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0');
    return { story, reigns };
  };

  it('learns a leader’s log from what it sends, starts and refers to', () => {
    const { story, reigns } = tell();
    story.start('S1', 'c', 3, 1);
    expect(reigns.get(1)?.terms.slice(1)).toEqual([1, 1, 1]);
    story.call('S3→S1 AppendEntries t4 prev=2@1 [3@4] commit=0');
    expect(reigns.get(4)).toMatchObject({ leader: 'S3', firstOwn: 3 });
    expect(reigns.get(4)?.terms.slice(1)).toEqual([1, 1, 4]);
    expect(reigns.heldByLeader('S3', 1, 1)).toBe(true);
    expect(reigns.heldByLeader('S2', 1, 1)).toBe(false);
    expect(reigns.latestOf('S1')?.term).toBe(1);
  });

  it('objects to a leader that overwrites its log (Leader Append-Only)', () => {
    const { story } = tell();
    story.call('S3→S1 AppendEntries t4 prev=1@1 [2@4] commit=0');
    expectViolation(
      () => story.call('S3→S1 AppendEntries t4 prev=2@1 [] commit=0'),
      rules.LEADER_APPEND_ONLY,
      'S3, leader of term 4, had entry 2@4 and has 2@1 now',
    );
  });

  it('objects to a later leader without a committed entry (Leader Completeness)', () => {
    const { story, reigns } = tell();
    reigns.commit(reigns.get(1)!, 2);
    story.call('S2→S3 AppendEntries t2 prev=2@1 [3@2] commit=0');
    expectViolation(
      () => story.call('S3→S1 AppendEntries t3 prev=1@1 [2@3] commit=0'),
      rules.LEADER_COMPLETENESS,
      'S1, leader of term 1, committed entry 2@1',
      'S3, leader of term 3, has entry 2@3 instead',
    );
  });

  it('objects when the commitment comes to light after the later leader', () => {
    const { story, reigns } = tell();
    story.call('S3→S2 AppendEntries t3 prev=1@1 [2@3] commit=0');
    const commit = () => reigns.commit(reigns.get(1)!, 2);
    expectViolation(commit, rules.LEADER_COMPLETENESS, 'S3, leader of term 3, has entry 2@3');
  });

  it('objects to a leader whose log was too short for a committed entry when it was elected', () => {
    const { story, reigns } = tell();
    reigns.commit(reigns.get(1)!, 2);
    story.elect('S3', 3, '1@1', 'S2');
    expectViolation(
      () => story.call('S3→S1 AppendEntries t3 prev=1@1 [] commit=0'),
      rules.LEADER_COMPLETENESS,
      'S1, leader of term 1, committed entry 2@1',
      'S3, leader of term 3, has nothing instead: S3 stood for election with a log that ends at 1@1',
    );
  });

  it('learns from InstallSnapshot', () => {
    const { story, reigns } = tell();
    reigns.commit(reigns.get(1)!, 2);
    const send = () => story.call('S3→S1 InstallSnapshot t3 last=2@2 [1@1 2@2]');
    expectViolation(send, rules.LEADER_COMPLETENESS, 'S3, leader of term 3, has entry 2@2 instead');
  });
});
