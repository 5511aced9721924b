import { describe, it } from 'vitest';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import { LogTree } from '../../suite/ledgers/log-tree.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('LogTree', () => {
  const tell = () => {
    const story = new Story();
    const leaders = new Leaders(story.run);
    story.listen(leaders, new LogTree(story.run, leaders));
    story.elect('S1', 1, '0@0', 'S2');
    story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0');
    return story;
  };

  it('takes the same entries again, in other batches, from other leaders', () => {
    const story = tell();
    story.call('S1→S3 AppendEntries t1 prev=1@1 [2@1 3@1] commit=0');
    story.elect('S2', 2, '2@1', 'S3');
    story.call('S2→S3 AppendEntries t2 prev=0@0 [1@1 2@1 3@2] commit=0');
  });

  it('objects to two commands at one index and term (Log Matching)', () => {
    const story = tell();
    expectViolation(
      () => story.call('S1→S3 AppendEntries t1 prev=1@1 [2@1] commit=0', { '2@1': 'other' }),
      rules.LOG_MATCHING,
      '2@1 is "command of 2@1" and "other"',
      'the first from S1',
    );
  });

  it('objects to two histories of one entry (Log Matching)', () => {
    const story = tell();
    story.elect('S2', 2, '2@1', 'S3');
    story.call('S2→S3 AppendEntries t2 prev=2@1 [3@2] commit=0');
    expectViolation(
      () => story.call('S2→S1 AppendEntries t2 prev=2@2 [3@2] commit=0'),
      rules.LOG_MATCHING,
      'before it stand 2@1 and 2@2',
    );
  });

  it('objects to an entry of a term that its leader never sent', () => {
    const story = tell();
    story.elect('S2', 2, '2@1', 'S3');
    expectViolation(
      () => story.call('S2→S3 AppendEntries t2 prev=2@1 [3@1] commit=0'),
      rules.LOG_MATCHING,
      'S2 has an entry 3@1, but S1, leader of term 1, never sent one',
    );
  });

  it('objects to a term that goes down in a log, or is above the sender’s', () => {
    const story = tell();
    story.elect('S2', 3, '2@1', 'S3');
    story.call('S2→S3 AppendEntries t3 prev=2@1 [3@3] commit=0');
    const down = () => story.call('S2→S3 AppendEntries t3 prev=3@3 [4@2] commit=0');
    expectViolation(down, rules.LOG_MATCHING, 'The term of entry 4@2 is not from 3');
    const above = () => story.call('S1→S3 AppendEntries t1 prev=2@1 [3@4] commit=0');
    expectViolation(above, rules.LOG_MATCHING, 'The term of entry 3@4 is not from 1');
  });

  it('objects to a start() that gives away a place twice', () => {
    const story = tell();
    story.start('S1', 'a', 3, 1);
    const again = () => story.start('S1', 'b', 3, 1);
    const says = 'returned index 3, term 1 for two commands, "a" and "b"';
    expectViolation(again, rules.START, says, 'S1.start() returned');
  });

  it('takes a snapshot that ends with an entry that was sent, and objects to another', () => {
    const story = tell();
    story.elect('S2', 3, '2@1', 'S3');
    story.call('S2→S3 InstallSnapshot t3 last=2@1 [1@1 2@1]');
    const never = () => story.call('S2→S3 InstallSnapshot t3 last=5@1 [1@1 2@1]');
    const says = 'ends with entry 5@1, but S1, leader of term 1, never sent one';
    expectViolation(never, rules.LOG_MATCHING, says);
    const above = () => story.call('S2→S3 InstallSnapshot t3 last=5@4 [1@1 2@1]');
    expectViolation(above, rules.LOG_MATCHING, 'ends with entry 5@4, but its own term is 3');
  });
});
