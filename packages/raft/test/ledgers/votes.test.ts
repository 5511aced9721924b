import { describe, it } from 'vitest';
import { Holds } from '../../suite/ledgers/holds.ts';
import { Terms } from '../../suite/ledgers/terms.ts';
import { Votes } from '../../suite/ledgers/votes.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Votes', () => {
  const tell = () => {
    const story = new Story();
    const [terms, holds] = [new Terms(story.run), new Holds(story.run)];
    return story.listen(new Votes(story.run, terms, holds), terms, holds);
  };

  it('takes a vote a term, the same vote again, and refusals', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    story.exchange('S3→S2 RequestVote t1 last=0@0', 'refused t1');
    story.exchange('S3→S2 RequestVote t2 last=0@0', 'granted t2');
  });

  it('takes a pre-vote for none, whoever else gets the vote', () => {
    const story = tell();
    story.exchange('S1→S2 PreVote t2 last=0@0', 'granted t1');
    story.exchange('S3→S2 PreVote t2 last=0@0', 'granted t1');
    story.exchange('S3→S2 RequestVote t1 last=0@0', 'granted t1');
    story.exchange('S3→S1 RequestVote t2 last=0@0', 'granted t2');
  });

  it('objects to two votes in a term, a crash in between or not', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    story.crash('S2');
    story.boot('S2');
    expectViolation(
      () => story.exchange('S3→S2 RequestVote t1 last=0@0', 'granted t1'),
      rules.ONE_VOTE,
      'S2 voted twice in term 1',
      'for S1 at 0.002 s',
      'for S3',
      'In between it crashed, and came back without its vote',
    );
  });

  it('says of two votes without a crash in between what may be wrong', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    const vote = () => story.exchange('S3→S2 RequestVote t1 last=0@0', 'granted t1');
    expectViolation(vote, rules.ONE_VOTE, 'It has not crashed in between', 'before an await');
  });

  it('names what a late request has taken away before the vote', () => {
    const told = (late: number) => {
      const story = tell();
      const short = story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0');
      story.pass(late);
      story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
      story.handle(short, 'ok t1');
      return () => story.exchange('S3→S2 RequestVote t2 last=1@1', 'granted t2');
    };
    const took = 'It got S1→S2 AppendEntries t1 prev=0@0 [1@1]';
    expectViolation(told(500), rules.APPEND_WHAT_IS_NEW, took);
    expectViolation(told(0), rules.ELECTION_RESTRICTION, 'S2 acknowledged entry 2@1');
  });

  it('objects to a candidate that has voted for another in its term', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    const stand = () => story.call('S2→S3 RequestVote t1 last=0@0');
    expectViolation(stand, rules.ONE_VOTE, 'for S1', 'for S2');
  });

  it('objects to a vote in a term that the voter had left when the request came', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t2 last=0@0', 'refused t2');
    const vote = () => story.exchange('S3→S2 RequestVote t1 last=0@0', 'granted t2');
    expectViolation(vote, rules.STALE_VOTE, 'S2 had shown term 2');
  });

  it('takes a vote that is answered late, in a later term', () => {
    const story = tell();
    const late = story.call('S1→S2 RequestVote t1 last=0@0');
    story.deliver(late);
    story.exchange('S3→S2 RequestVote t2 last=0@0', 'refused t2');
    story.respond(late, 'granted t2');
  });

  it('objects to a vote for a log that lacks what the voter acknowledged', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    expectViolation(
      () => story.exchange('S3→S2 RequestVote t2 last=1@1', 'granted t2'),
      rules.ELECTION_RESTRICTION,
      'S2 acknowledged entry 2@1 at 0.002 s',
      'a log that ends at 1@1',
    );
  });

  it('takes such a vote when a later leader may have taken the entry away', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    story.exchange('S3→S2 AppendEntries t2 prev=0@0 [1@2] commit=0', 'ok t2');
    story.exchange('S1→S2 RequestVote t3 last=1@2', 'granted t3');
  });
});
