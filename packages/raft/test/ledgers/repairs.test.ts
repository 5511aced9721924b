import { describe, it } from 'vitest';
import { Repairs } from '../../suite/ledgers/repairs.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Repairs', () => {
  const tell = () => {
    const story = new Story();
    return story.listen(new Repairs(story.run));
  };
  const reject = (story: Story, prev: number, ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      story.pass(100);
      story.exchange(`S1→S2 AppendEntries t1 prev=${prev}@1 [] commit=0`, 'rejected t1');
    }
  };

  it('takes one step back at a time, a snapshot that is sent, and a log that matches in the end', () => {
    const story = tell();
    for (let prev = 30; prev > 0; prev--) reject(story, prev, 2000);
    reject(story, 5, 10_000);
    story.call('S1→S2 InstallSnapshot t1 last=1@1 [1@1]');
    reject(story, 5, 10_000);
    story.exchange('S1→S2 AppendEntries t1 prev=5@1 [] commit=0', 'ok t1');
    reject(story, 5, 10_000);
  });

  it('takes it that a log matches no more when another leads', () => {
    const story = tell();
    reject(story, 5, 10_000);
    story.exchange('S1→S2 AppendEntries t2 prev=5@1 [] commit=0', 'rejected t2');
    reject(story, 5, 10_000);
  });

  it('objects to a leader that asks for the same entry for ever', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
    expectViolation(
      () => reject(story, 5, 20_000),
      rules.BACK_UP,
      'AppendEntries of S1, leader of term 1',
      'asked for no entry before 5',
      'The last entry that S2 has acknowledged in term 1 is 1',
    );
  });
});
