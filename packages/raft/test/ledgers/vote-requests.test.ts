import { describe, it } from 'vitest';
import { VoteRequests } from '../../suite/ledgers/vote-requests.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const ask = (term: number) => `S1→S2 RequestVote t${term} last=0@0`;

describe('VoteRequests', () => {
  const tell = () => {
    const story = new Story();
    return story.listen(new VoteRequests(story.run));
  };
  const often = (what: () => void) => {
    for (let i = 0; i < 50; i++) what();
  };

  it('takes requests that nobody answers, and one per election', () => {
    const story = tell();
    often(() => story.call(ask(1)));
    for (let term = 2; term < 50; term++) story.exchange(ask(term), `refused t${term}`);
  });

  it('takes requests on a timer, and to a voter that disregards candidates', () => {
    const story = tell();
    often(() => {
      story.exchange(ask(1), 'refused t1');
      story.pass(50);
    });
    often(() => story.exchange(ask(2), 'refused t1'));
  });

  it('takes the same term after a crash: another incarnation asks', () => {
    const story = tell();
    story.exchange(ask(1), 'refused t1');
    story.boot('S1');
    often(() => story.call(ask(1)));
  });

  it('objects to a request after each refusal', () => {
    const story = tell();
    expectViolation(
      () => often(() => story.exchange(ask(1), 'refused t1')),
      rules.ASK_UNTIL_ANSWERED,
      `${ask(1)} → refused t1`,
      'S1 has asked S2 11 times again',
    );
  });
});
