import { describe, it } from 'vitest';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Leaders', () => {
  const tell = (size = 3) => {
    const story = new Story(size);
    return story.listen(new Leaders(story.run));
  };

  it('takes one leader a term, elected by a majority, however often it says so', () => {
    const story = tell();
    story.elect('S1', 1, '0@0', 'S2');
    story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
    story.getState('S1', 1, true);
    story.getState('S2', 1, false);
    story.elect('S2', 2, '0@0', 'S3');
    story.call('S2→S1 AppendEntries t2 prev=0@0 [] commit=0');
    story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0'); // Late, but of its own term.
  });

  it('objects to two leaders in one term (Election Safety)', () => {
    const story = tell();
    story.elect('S1', 1, '0@0', 'S2');
    story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
    expectViolation(
      () => story.getState('S3', 1, true),
      rules.ELECTION_SAFETY,
      'term 1 has two',
      'S1 at 0.004 s (event 4): S1→S2 AppendEntries t1',
      'S3 at 0.005 s (event 5): S3.getState() says so',
    );
  });

  it('objects to a leader without a majority: votes on their way do not count', () => {
    const story = tell(4);
    story.elect('S1', 1, '0@0', 'S2');
    const late = story.call('S1→S3 RequestVote t1 last=0@0');
    story.deliver(late);
    story.respond(late, 'granted t1');
    expectViolation(
      () => story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0'),
      rules.ELECTED_BY_MAJORITY,
      '3 of 4',
      'S1, S2 (its own included)',
    );
  });

  it('objects to a leader that leads on after a crash, and takes it when it has won again', () => {
    const story = tell();
    story.elect('S1', 1, '0@0', 'S2');
    story.getState('S1', 1, true);
    story.crash('S1');
    story.boot('S1');
    expectViolation(
      () => story.getState('S1', 1, true),
      rules.ELECTED_BY_MAJORITY,
      'Votes of term 1 that it has: S1 (its own included)',
      'It led that term at 0.004 s (event 4), but has crashed since',
    );
    story.elect('S1', 2, '0@0', 'S2');
    story.getState('S1', 2, true);
  });

  it('objects to a leader that follows itself, and takes one that yields to a later term', () => {
    const story = tell();
    story.elect('S1', 1, '0@0', 'S2');
    story.exchange('S1→S1 AppendEntries t1 prev=0@0 [] commit=0', 'ok t1');
    story.getState('S1', 1, true);
    story.getState('S2', 1, false);
    expectViolation(
      () => story.getState('S1', 1, false),
      rules.LEAD_ON,
      'S1 has led term 1 and is no leader of it any more',
      'S1→S1 AppendEntries t1',
    );
    story.getState('S1', 2, false);
  });
});
