import { describe, it } from 'vitest';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import { LogTree } from '../../suite/ledgers/log-tree.ts';
import { Reigns } from '../../suite/ledgers/reigns.ts';
import { Receivers } from '../../suite/ledgers/receivers.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Receivers', () => {
  const tell = () => {
    const story = new Story();
    const tree = new LogTree(story.run, new Leaders(story.run));
    const reigns = new Reigns(story.run, tree);
    story.listen(tree, reigns, new Receivers(story.run, tree, reigns));
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    return story;
  };

  it('takes success for what the server got, as a follower or as a leader', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=2@1 [3@1] commit=0', 'ok t1');
    story.exchange('S1→S3 AppendEntries t1 prev=2@1 [3@1] commit=0', 'rejected t1');
    story.exchange('S2→S1 AppendEntries t2 prev=3@1 [] commit=0', 'ok t2');
  });

  it('objects to success for a prevLogIndex that the server never had', () => {
    const story = tell();
    expectViolation(
      () => story.exchange('S1→S3 AppendEntries t1 prev=2@1 [3@1] commit=0', 'ok t1'),
      rules.CONSISTENCY_CHECK,
      'S3 accepts S1→S3 AppendEntries t1 prev=2@1 [3@1]',
      'nobody ever gave it entry 2@1. What it got as entry 2: nothing',
    );
  });

  it('takes the application of what came at that index, or by start()', () => {
    const story = tell();
    story.apply('S2', 1, 'command of 1@1');
    story.start('S1', 'x', 4, 1);
    story.apply('S1', 4, 'x');
  });

  it('objects to the application of a command at an index where it never came', () => {
    const story = tell();
    expectViolation(
      () => story.apply('S2', 3, 'command of 2@1'),
      rules.APPEND_WHAT_IS_NEW,
      'S2 applied "command of 2@1" as entry 3',
      'What it got as entry 3: nothing',
      'It came as entry 2',
    );
  });

  it('takes success for what came in a snapshot', () => {
    const story = tell();
    story.exchange('S1→S3 InstallSnapshot t1 last=2@1 [1@1 2@1]', 'ok t1');
    story.exchange('S1→S3 AppendEntries t1 prev=2@1 [3@1] commit=0', 'ok t1');
    story.exchange('S1→S3 AppendEntries t1 prev=1@1 [2@1] commit=0', 'ok t1');
  });

  it('objects to a commit of what its leader does not have, by a heartbeat or by entries', () => {
    const apply = (line: string) => {
      const story = tell();
      story.start('S3', 'own', 1, 2);
      story.exchange('S1→S2 AppendEntries t3 prev=0@0 [1@1 2@1] commit=0', 'ok t3');
      story.deliver(story.call(line));
      return () => story.apply('S3', 1, 'own');
    };
    expectViolation(
      apply('S1→S3 AppendEntries t3 prev=2@1 [] commit=2'),
      rules.CONSISTENCY_CHECK,
      'S3 applied "own" as entry 1',
      'S1, leader of term 3, has 1@1 "command of 1@1" there',
      'heartbeats are checked',
    );
    expectViolation(
      apply('S1→S3 AppendEntries t3 prev=0@0 [1@1] commit=1'),
      rules.APPEND_WHAT_IS_NEW,
      'delete it and all that follow it',
    );
    apply('S1→S3 AppendEntries t3 prev=0@0 [] commit=1')();
  });
});
