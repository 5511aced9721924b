import { describe, it } from 'vitest';
import { VainCalls } from '../../suite/ledgers/vain-calls.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const BEAT = 'S1→S2 AppendEntries t1 prev=0@0 [] commit=0';

describe('VainCalls', () => {
  const tell = () => {
    const story = new Story();
    return story.listen(new VainCalls(story.run));
  };
  /** Calls to S2 at that rate; each event takes a millisecond. */
  const call = (story: Story, count: number, perSecond: number) => {
    for (let i = 0; i < count; i++) {
      story.call(BEAT);
      story.pass(1000 / perSecond - 1);
    }
  };

  it('takes heartbeats and retries to a server that is silent, and any rate while it answers', () => {
    const story = tell();
    call(story, 1000, 100);
    for (let i = 0; i < 5; i++) {
      story.exchange(BEAT, 'ok t1');
      call(story, 500, 500);
    }
  });

  it('takes a call for each command', () => {
    const story = tell();
    for (let i = 0; i < 2000; i++) {
      story.start('S1', `c${i}`, 0, 1);
      story.call(BEAT);
    }
  });

  it('objects to more and more calls to a server that is silent', () => {
    const story = tell();
    expectViolation(
      () => call(story, 3000, 500),
      rules.CALL_STORM,
      'calls to S2 within one virtual second',
      'no reply of S2 since',
      'took 0 commands',
    );
  });
});
