import { describe, it } from 'vitest';
import { Terms } from '../../suite/ledgers/terms.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Terms', () => {
  const tell = () => {
    const story = new Story();
    return story.listen(new Terms(story.run));
  };
  const restart = (story: Story) => {
    story.crash('S2');
    story.boot('S2');
  };

  it('takes terms that go up, replies that come late, and terms of a reader', () => {
    const story = tell();
    const late = story.call('S1→S2 RequestVote t1 last=0@0');
    story.deliver(late);
    story.exchange('S3→S2 RequestVote t2 last=0@0', 'refused t2');
    story.respond(late, 'refused t1'); // It was answered before, in a handler that takes its time.
    story.getState('S2', 9, false); // Shown to no other server: it need not be on disk.
    restart(story);
    story.getState('S2', 2, false);
    story.call('S2→S3 RequestVote t3 last=0@0');
  });

  it('objects to a term that was forgotten in a crash, shown in a reply', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t3 prev=0@0 [] commit=0', 'rejected t7');
    restart(story);
    expectViolation(
      () => story.exchange('S1→S2 AppendEntries t3 prev=0@0 [] commit=0', 'rejected t3'),
      rules.TERMS_GO_UP,
      'S2 had shown term 7 and goes back',
      'rejected t7 at 0.002 s (event 2)',
      'In between it crashed and came back at 0.005 s (event 5)',
    );
  });

  it('objects to the same in a call and in what a method returns', () => {
    const story = tell();
    story.call('S2→S1 RequestVote t5 last=0@0');
    restart(story);
    const stand = () => story.call('S2→S1 RequestVote t4 last=0@0');
    expectViolation(stand, rules.TERMS_GO_UP, 'S2 had shown term 5', 'In between it crashed');
    const read = () => story.getState('S2', 4, false);
    expectViolation(read, rules.TERMS_GO_UP, 'S2.getState() returned term 4');
  });

  it('objects to a term that goes down without a crash', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t4 last=0@0', 'refused t4');
    const reply = () => story.exchange('S3→S2 RequestVote t2 last=0@0', 'refused t2');
    expectViolation(reply, rules.TERMS_GO_UP, 'S2 had shown term 4');
  });

  it('objects to success for a leader of an earlier term', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t4 last=0@0', 'refused t4');
    expectViolation(
      () => story.exchange('S3→S2 AppendEntries t2 prev=0@0 [] commit=0', 'ok t4'),
      rules.REFUSE_EARLIER_LEADER,
      'S2 had shown term 4 before this request came',
    );
  });
});
