import { describe, it } from 'vitest';
import { Refusals } from '../../suite/ledgers/refusals.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Refusals', () => {
  const tell = () => {
    const story = new Story();
    story.listen(new Refusals(story.run));
    story.boot('S2');
    story.pass(4000);
    return story;
  };
  /** S2 refuses its vote to S1 in term 5, and goes on. */
  const refuse = (story: Story, last = '0@0') => {
    story.exchange(`S1→S2 RequestVote t5 last=${last}`, 'refused t5');
    story.pass(200);
    story.exchange('S1→S2 RequestVote t6 last=9@9', 'granted t6');
  };

  it('takes the refusal of a log that is behind, of whatever S2 was given', () => {
    for (const line of [
      'S3→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0',
      'S3→S2 InstallSnapshot t1 last=2@1 [1@1 2@1]',
    ]) {
      const story = tell();
      story.exchange(line, 'ok t1');
      story.pass(4000);
      refuse(story, '1@1');
    }
    const story = tell();
    story.start('S2', 'c1', 1, 1);
    refuse(story);
  });

  it('takes the refusal of a server that has voted, for another or for itself, maybe a little later', () => {
    const other = tell();
    other.exchange('S3→S2 RequestVote t5 last=0@0', 'granted t5');
    refuse(other);
    const itself = tell();
    itself.call('S2→S3 RequestVote t5 last=0@0');
    refuse(itself);
    const later = tell();
    const vote = later.call('S3→S2 RequestVote t5 last=0@0');
    later.deliver(vote);
    later.exchange('S1→S2 RequestVote t5 last=0@0', 'refused t5');
    later.respond(vote, 'granted t5');
    later.pass(200);
    later.call('S2→S3 RequestVote t6 last=0@0');
  });

  it('takes the refusal of a server that is in a later term, or has just heard of a leader', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t5 last=0@0', 'refused t6');
    story.exchange('S3→S2 AppendEntries t6 prev=0@0 [] commit=0', 'ok t6');
    story.exchange('S1→S2 RequestVote t7 last=0@0', 'refused t7');
    story.pass(200);
    story.call('S2→S3 RequestVote t8 last=0@0');
  });

  it('takes it that a vote was saved and never answered', () => {
    const story = tell();
    story.deliver(story.call('S3→S2 RequestVote t5 last=0@0'));
    story.crash('S2');
    story.boot('S2');
    story.pass(4000);
    refuse(story);
  });

  it('takes it that a command was saved by a start() that never returned', () => {
    const story = tell();
    story.exchange('S3→S2 AppendEntries t4 prev=0@0 [1@1] commit=0', 'ok t4');
    story.invoke('S2', 'c2');
    story.crash('S2');
    story.boot('S2');
    story.pass(4000);
    story.exchange('S1→S2 RequestVote t6 last=1@1', 'refused t6');
    story.pass(200);
    story.call('S2→S3 RequestVote t7 last=2@4');
  });

  it('objects to a refusal for no reason', () => {
    const story = tell();
    expectViolation(
      () => refuse(story),
      rules.VOTE_WHEN_FREE,
      'S1→S2 RequestVote t5 last=0@0 → refused t5',
      'S2 has voted for nobody in term 5',
    );
  });
});
