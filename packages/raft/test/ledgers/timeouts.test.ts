import { describe, it } from 'vitest';
import { Timeouts } from '../../suite/ledgers/timeouts.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const HEARTBEAT = 'S1→S2 AppendEntries t1 prev=0@0 [] commit=0';
const PROBE = 'S1→S2 AppendEntries t1 prev=5@1 [] commit=0';

describe('Timeouts', () => {
  const tell = () => {
    const story = new Story();
    return story.listen(new Timeouts(story.run));
  };

  it('takes an election after a timeout, and all requests for votes of one election', () => {
    const story = tell();
    story.exchange(HEARTBEAT, 'ok t1');
    story.pass(150);
    story.call('S2→S1 RequestVote t2 last=0@0');
    story.exchange('S3→S2 RequestVote t1 last=0@0', 'refused t2');
    story.call('S2→S3 RequestVote t2 last=0@0');
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [] commit=0', 'rejected t2');
    story.pass(150);
    story.call('S2→S3 RequestVote t3 last=0@0');
  });

  it('objects to a candidate that stands again at once', () => {
    const story = tell();
    story.call('S2→S3 RequestVote t1 last=0@0');
    story.pass(10);
    const again = () => story.call('S2→S3 RequestVote t2 last=0@0');
    expectViolation(again, rules.NEW_ELECTION, 'S2 stood in term 1', 'RequestVote t2');
  });

  it('objects to a candidate that stands again right after the leader of its term has spoken', () => {
    const story = tell();
    story.call('S2→S3 RequestVote t1 last=0@0');
    story.pass(150);
    story.exchange(HEARTBEAT, 'rejected t1');
    const again = () => story.call('S2→S3 RequestVote t2 last=0@0');
    expectViolation(again, rules.YIELD_TO_LEADER, 'a candidate converts to follower', HEARTBEAT);
  });

  it('takes an election right after a restart, and after the same vote again', () => {
    const story = tell();
    story.exchange('S1→S3 RequestVote t1 last=0@0', 'granted t1');
    story.pass(150);
    story.exchange('S1→S3 RequestVote t1 last=0@0', 'granted t1');
    story.call('S3→S1 RequestVote t2 last=0@0');
    story.exchange(HEARTBEAT, 'ok t1');
    story.crash('S2');
    story.boot('S2');
    story.call('S2→S1 RequestVote t2 last=0@0');
  });

  it('does not judge a server that asks before it stands: it has decided earlier', () => {
    const story = tell();
    story.call('S2→S1 PreVote t2 last=0@0');
    story.exchange(HEARTBEAT, 'ok t1');
    story.call('S2→S1 RequestVote t2 last=0@0');
  });

  it.each([
    [HEARTBEAT, 'ok t1', 'AppendEntries from the current leader restarts'],
    [PROBE, 'rejected t1', 'also when its consistency check fails'],
    ['S1→S2 RequestVote t1 last=0@0', 'granted t1', 'granting a vote restarts'],
  ])('objects to an election right after %s', (line, reply, says) => {
    const story = tell();
    story.exchange(line, reply);
    story.pass(20);
    const stand = () => story.call('S2→S1 RequestVote t2 last=0@0');
    expectViolation(stand, rules.ELECTION_TIMEOUT, says, line, 'ms later');
  });

  it('objects to an election right after InstallSnapshot', () => {
    const story = tell();
    story.exchange('S1→S2 InstallSnapshot t1 last=1@1 [1@1]', 'ok t1');
    story.pass(20);
    const stand = () => story.call('S2→S1 RequestVote t2 last=1@1');
    expectViolation(stand, rules.ELECTION_TIMEOUT, 'and so does InstallSnapshot', 'ms later');
  });
});
