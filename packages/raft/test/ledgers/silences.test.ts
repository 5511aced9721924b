import { describe, it } from 'vitest';
import { Silences } from '../../suite/ledgers/silences.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const TO_S2 = 'S1→S2 AppendEntries t1 prev=0@0 [] commit=0';
const TO_S3 = 'S1→S3 AppendEntries t1 prev=0@0 [] commit=0';

describe('Silences', () => {
  const tell = () => {
    const story = new Story();
    return story.listen(new Silences(story.run));
  };
  const beat = (story: Story, ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      story.pass(100);
      story.exchange(TO_S3, 'ok t1');
    }
  };

  it('takes a leader that speaks to all, and one that says nothing at all for a while', () => {
    const story = tell();
    for (let round = 0; round < 5; round++) {
      story.exchange(TO_S2, 'ok t1');
      beat(story, 2000);
    }
    story.pass(60_000);
    beat(story, 200);
  });

  it('takes it that a server which has not answered for long hears of its leader less often', () => {
    const story = tell();
    for (let i = 0; i < 4; i++) story.call(TO_S2);
    beat(story, 10_000);
  });

  it('objects to a leader that waits for one answer', () => {
    const story = tell();
    story.exchange(TO_S2, 'ok t1');
    story.call('S1→S2 InstallSnapshot t1 last=1@1 [1@1]');
    expectViolation(
      () => beat(story, 5000),
      rules.HEARTBEATS,
      'S1, leader of term 1, says nothing more to S2',
      'the last to S2: S1→S2 InstallSnapshot t1 last=1@1',
    );
  });
});
