import { describe, it } from 'vitest';
import { Applies } from '../../suite/ledgers/applies.ts';
import { Debts } from '../../suite/ledgers/debts.ts';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import { LogTree } from '../../suite/ledgers/log-tree.ts';
import { Reigns } from '../../suite/ledgers/reigns.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const BEAT = 'S1→S2 AppendEntries t2 prev=1@1 [] commit=1';

describe('Debts', () => {
  const tell = () => {
    const story = new Story();
    const tree = new LogTree(story.run, new Leaders(story.run));
    const reigns = new Reigns(story.run, tree);
    const applies = new Applies(story.run);
    const debts = new Debts(story.run, tree, reigns, applies);
    return story.listen(tree, reigns, applies, debts);
  };
  const append = (story: Story) => {
    story.start('S1', 'command of 1@1', 1, 1);
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
  };
  /** S2 is told for that many ms that entry 1 is committed. */
  const beat = (story: Story, ms: number, line = BEAT) => {
    for (let passed = 0; passed < ms; passed += 100) {
      story.pass(100);
      story.exchange(line, 'ok t2');
    }
  };

  it('takes what is applied a little later', () => {
    const story = tell();
    append(story);
    beat(story, 2000);
    story.apply('S2', 1, 'command of 1@1');
    story.apply('S1', 1, 'command of 1@1');
    beat(story, 8000);
  });

  it('takes it that entries are applied slowly, one by one', () => {
    const story = tell();
    const places = Array.from({ length: 9 }, (_, i) => `${i + 1}@1`);
    for (const [i, place] of places.entries()) story.start('S1', `command of ${place}`, i + 1, 1);
    story.call(`S1→S2 AppendEntries t1 prev=0@0 [${places.join(' ')}] commit=0`);
    for (const [i, place] of places.entries()) {
      beat(story, 4000, 'S1→S2 AppendEntries t2 prev=9@1 [] commit=9');
      story.apply('S2', i + 1, `command of ${place}`);
    }
  });

  it('takes a pause for no delay', () => {
    const story = tell();
    append(story);
    beat(story, 200);
    story.pass(60_000);
    beat(story, 200);
  });

  it('takes it that a leader knows by a late reply what it says, and no more', () => {
    const story = tell();
    story.start('S1', 'command of 1@1', 1, 1);
    const lost = story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0');
    story.handle(lost, 'ok t1');
    for (let i = 0; i < 100; i++) {
      story.pass(100);
      story.exchange('S1→S2 AppendEntries t1 prev=0@0 [] commit=0', 'ok t1');
    }
  });

  it('takes it that a leader which was deposed commits nothing', () => {
    const story = tell();
    append(story);
    story.exchange('S1→S3 AppendEntries t1 prev=0@0 [] commit=0', 'rejected t2');
    for (let i = 0; i < 100; i++) {
      story.pass(100);
      story.call('S1→S3 RequestVote t3 last=1@1');
    }
  });

  it('objects to a follower that never applies what it was told', () => {
    const story = tell();
    append(story);
    story.apply('S1', 1, 'command of 1@1');
    expectViolation(
      () => beat(story, 8000),
      rules.FOLLOWER_COMMIT,
      'S2, follower in term 2, knows that the entries up to 1 are committed',
      'It has applied them up to 0 only',
      'The next is 1@1: "command of 1@1".',
      'The entry is of an earlier term',
    );
  });

  it.each([
    [0, rules.COMMIT_RULE, 'set commitIndex = N'],
    [1, rules.APPLY_COMMITTED, 'apply log[lastApplied]'],
  ])('objects to a leader that never applies, and says commit=%i', (commit, rule, says) => {
    const story = tell();
    append(story);
    const line = `S1→S3 AppendEntries t1 prev=0@0 [] commit=${commit}`;
    const wait = () => {
      for (let i = 0; i < 100; i++) {
        story.pass(100);
        story.call(line);
      }
    };
    expectViolation(wait, rule, says, 'S1, leader in term 1');
  });
});
