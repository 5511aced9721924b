import { describe, it } from 'vitest';
import { Holds } from '../../suite/ledgers/holds.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const NEXT = 'S1→S2 AppendEntries t1 prev=3@1 [4@1] commit=0';

describe('Holds', () => {
  const tell = () => {
    const story = new Story();
    story.listen(new Holds(story.run));
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=0', 'ok t1');
    return story;
  };
  const restart = (story: Story) => {
    story.crash('S2');
    story.boot('S2');
  };

  it('takes rejections of what was never acknowledged, or that a later leader took away', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=4@1 [5@1] commit=0', 'rejected t1');
    story.exchange('S3→S2 AppendEntries t2 prev=1@1 [] commit=0', 'ok t2');
    story.exchange('S3→S2 AppendEntries t2 prev=3@1 [4@2] commit=0', 'rejected t2');
    story.exchange(NEXT, 'rejected t2');
    story.call('S2→S1 RequestVote t3 last=1@1');
  });

  it('takes a rejection by a handler that takes its time', () => {
    const story = tell();
    const slow = story.call(NEXT);
    story.deliver(slow);
    story.respond(slow, 'rejected t1');
  });

  it('takes a rejection of what can be in a snapshot', () => {
    const story = tell();
    story.apply('S2', 3, 'command of 3@1');
    story.save('S2', '1@1', '2@1', '3@1');
    story.exchange(NEXT, 'rejected t1');
    story.exchange('S1→S2 AppendEntries t1 prev=3@1 [4@1 5@1] commit=0', 'ok t1');
    story.exchange('S1→S2 InstallSnapshot t1 last=4@1 [1@1 2@1 3@1 4@1]', 'ok t1');
    story.exchange('S1→S2 AppendEntries t1 prev=4@1 [] commit=0', 'rejected t1');
  });

  it('objects to a rejection of what was applied, but is in no snapshot', () => {
    const story = tell();
    story.apply('S2', 3, 'command of 3@1');
    restart(story);
    expectViolation(() => story.exchange(NEXT, 'rejected t1'), rules.PERSISTENT_STATE);
  });

  it('objects to an entry that a shorter request has taken away', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
    expectViolation(
      () => story.exchange(NEXT, 'rejected t1'),
      rules.APPEND_WHAT_IS_NEW,
      'Delete an entry only if it conflicts',
      'S2 acknowledged entry 3@1 to the leader of term 1 at 0.002 s',
      'It got S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0 at 0.005 s',
      `It no longer holds it: ${NEXT} → rejected t1`,
    );
  });

  it('objects to an entry that a snapshot of what precedes it has taken away', () => {
    const story = tell();
    story.exchange('S1→S2 InstallSnapshot t1 last=2@1 [1@1 2@1]', 'ok t1');
    expectViolation(
      () => story.exchange(NEXT, 'rejected t1'),
      rules.KEEP_SUFFIX,
      'retain the log entries that follow it',
      'It got S1→S2 InstallSnapshot t1 last=2@1',
    );
  });

  it('objects to an entry that a crash has taken away, in a reply or in the log of a candidate', () => {
    const story = tell();
    restart(story);
    const says = ['Entries are on stable storage', 'It crashed at'];
    const reject = () => story.exchange(NEXT, 'rejected t1');
    expectViolation(reject, rules.PERSISTENT_STATE, ...says);
    const stand = () => story.call('S2→S1 RequestVote t2 last=2@1');
    expectViolation(stand, rules.PERSISTENT_STATE, ...says, 'RequestVote t2 last=2@1');
    story.call('S2→S1 RequestVote t3 last=3@1');
  });

  it('names no cause where there can be several', () => {
    const story = tell();
    restart(story);
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
    const reject = () => story.exchange(NEXT, 'rejected t1');
    expectViolation(
      reject,
      rules.ACKNOWLEDGED_STAYS,
      'It crashed at',
      'It got S1→S2 AppendEntries',
    );
  });

  it('objects to a candidate with entries of an earlier term behind its snapshot', () => {
    const story = tell();
    story.exchange('S3→S2 InstallSnapshot t2 last=2@2 [1@1 2@2]', 'ok t2');
    story.applyAny('S2', { kind: 'snapshot', index: 2, term: 2, data: new Uint8Array() });
    expectViolation(
      () => story.call('S2→S1 RequestVote t3 last=3@1'),
      rules.DISCARD_LOG,
      'S2 handed the snapshot up to 2@2 to its service',
      'its log ends at 3@1',
    );
    story.call('S2→S1 RequestVote t3 last=2@2');
  });

  it('takes a request of an earlier candidacy that is made after a snapshot has come', () => {
    const story = tell();
    story.exchange('S3→S2 InstallSnapshot t3 last=5@2 [1@1 2@1 3@1 4@2 5@2]', 'ok t3');
    story.applyAny('S2', { kind: 'snapshot', index: 5, term: 2, data: new Uint8Array() });
    story.call('S2→S1 RequestVote t2 last=3@1');
  });
});
