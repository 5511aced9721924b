import { describe, it } from 'vitest';
import { Storms } from '../../suite/ledgers/storms.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Storms', () => {
  const tell = () => {
    const story = new Story();
    return story.listen(new Storms(story.run));
  };

  it('takes seven elections a second, for ever', () => {
    const story = tell();
    for (let term = 1; term < 200; term++) {
      story.call(`S1→S2 RequestVote t${term} last=0@0`);
      story.pass(150);
    }
  });

  it('objects to elections without end', () => {
    const story = tell();
    const storm = () => {
      for (let term = 1; term < 100; term++) story.call(`S1→S2 RequestVote t${term} last=0@0`);
    };
    expectViolation(storm, rules.ELECTION_STORM, 'S1 made more than 50 elections');
  });

  it('objects to calls without end', () => {
    const story = tell();
    const storm = () => {
      for (let i = 0; i < 20_000; i++) {
        story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
        story.pass(-0.99);
      }
    };
    expectViolation(storm, rules.CALL_STORM, 'S1 made more than 10000 calls');
  });
});
