import { describe, it } from 'vitest';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import { LogTree } from '../../suite/ledgers/log-tree.ts';
import { Reigns } from '../../suite/ledgers/reigns.ts';
import { Retries } from '../../suite/ledgers/retries.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Retries', () => {
  const tell = () => {
    const story = new Story();
    const tree = new LogTree(story.run, new Leaders(story.run));
    const reigns = new Reigns(story.run, tree);
    story.listen(tree, reigns, new Retries(story.run, reigns));
    story.start('S1', 'command of 1@1', 1, 1);
    return story;
  };
  const beat = (story: Story, ms: number, prev = '0@0') => {
    for (let passed = 0; passed < ms; passed += 100) {
      story.pass(100);
      story.exchange(`S1→S2 AppendEntries t1 prev=${prev} [] commit=0`, 'ok t1');
    }
  };

  it('takes an entry that is sent now and then, and heartbeats when nothing is missing', () => {
    const story = tell();
    for (let i = 0; i < 5; i++) {
      beat(story, 8000);
      story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0');
    }
    beat(story, 8000);
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
    beat(story, 60_000, '1@1');
  });

  it('takes a snapshot for the entries that it holds', () => {
    const story = tell();
    beat(story, 8000);
    story.exchange('S1→S2 InstallSnapshot t1 last=1@1 [1@1]', 'ok t1');
    beat(story, 60_000, '1@1');
  });

  it('objects to a leader that sends an entry once, and then heartbeats only', () => {
    const story = tell();
    story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0');
    expectViolation(
      () => beat(story, 30_000),
      rules.RETRY,
      'S1, leader of term 1, has entries up to 1',
      'The last that it sent: S1→S2 AppendEntries t1 prev=0@0 [1@1]',
    );
  });
});
