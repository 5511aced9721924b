import { describe, expect, it } from 'vitest';
import { Applies } from '../../suite/ledgers/applies.ts';
import { Compaction } from '../../suite/ledgers/compaction.ts';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import { LogTree } from '../../suite/ledgers/log-tree.ts';
import { Receivers } from '../../suite/ledgers/receivers.ts';
import { Reigns } from '../../suite/ledgers/reigns.ts';
import { Snapshots } from '../../suite/ledgers/snapshots.ts';
import { commandAt } from '../../suite/notation.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const KEPT = 2;

/** The first so many entries: six of term 1, then those of term 2. */
function places(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i + 1}@${i < 6 ? 1 : 2}`);
}

describe('Compaction', () => {
  /** Ten entries on all servers, eight of them in the snapshots of S1 and S2. */
  const tell = () => {
    const story = new Story();
    const { run } = story;
    const tree = new LogTree(run, new Leaders(run));
    const reigns = new Reigns(run, tree);
    const receivers = new Receivers(run, tree, reigns);
    const applies = new Applies(run);
    const snapshots = new Snapshots(run, applies);
    const all = [receivers, tree, reigns, applies];
    const compaction = new Compaction(run, snapshots, all, KEPT);
    story.listen(tree, reigns, receivers, applies, snapshots, compaction);
    for (const server of run.servers) story.boot(server);
    for (const [i, place] of places(10).entries()) {
      story.start('S1', commandAt(place), i + 1, i < 6 ? 1 : 2);
    }
    for (const follower of ['S2', 'S3']) {
      const entries = places(10).join(' ');
      story.exchange(`S1→${follower} AppendEntries t2 prev=0@0 [${entries}] commit=0`, 'ok t2');
    }
    for (const server of run.servers) {
      for (const [i, place] of places(10).entries()) story.apply(server, i + 1, commandAt(place));
    }
    story.save('S1', ...places(8));
    story.save('S2', ...places(8));
    return { story, applies, tree, reigns };
  };

  it('forgets nothing that a disk does not have in its snapshot', () => {
    const { story, applies, tree } = tell();
    expect(applies.at(1)?.command).toBe(commandAt('1@1'));
    story.save('S3', ...places(3));
    expect(applies.at(1)?.command).toBe(commandAt('1@1'));
    expect([...tree.upTo(10)]).toHaveLength(10);
  });

  it('forgets what all have, but for the last entries', () => {
    const { story, applies, tree } = tell();
    story.save('S3', ...places(8));
    expect(applies.at(6)).toBeUndefined();
    expect(applies.at(7)?.command).toBe(commandAt('7@2'));
    expect([...tree.upTo(10)]).toHaveLength(4);
    expect(tree.command(6, 1)).toBeUndefined();
    expect(tree.command(7, 2)).toBe(commandAt('7@2'));
  });

  it('accuses nobody of what is forgotten', () => {
    const { story, reigns } = tell();
    story.save('S3', ...places(8));
    story.exchange('S1→S2 AppendEntries t2 prev=3@1 [4@1 5@1] commit=10', 'ok t2');
    story.exchange(`S1→S2 AppendEntries t2 prev=0@0 [${places(8).join(' ')}] commit=10`, 'ok t2');
    story.exchange(`S1→S3 InstallSnapshot t2 last=5@1 [${places(5).join(' ')}]`, 'ok t2');
    story.exchange('S2→S3 AppendEntries t3 prev=4@1 [5@1] commit=0', 'ok t3');
    reigns.commit(reigns.get(2)!, 10);
    for (const server of ['S1', 'S2', 'S3']) {
      story.crash(server);
      story.boot(server);
      story.apply(server, 9, commandAt('9@2'));
    }
  });

  it('still knows the states that snapshots may hold', () => {
    const { story } = tell();
    story.save('S3', ...places(8));
    expectViolation(
      () => story.save('S3', ...places(10).slice(2)),
      rules.STATE_MACHINE_SAFETY,
      'S3 has a snapshot',
    );
  });

  it('still knows that a command is applied more often than it was accepted', () => {
    const { story } = tell();
    story.save('S3', ...places(8));
    const command = commandAt('2@1');
    const again = { '11@2': command };
    story.exchange('S1→S2 AppendEntries t2 prev=10@2 [11@2] commit=10', 'ok t2', again);
    expectViolation(
      () => story.apply('S2', 11, command),
      rules.STATE_MACHINE_SAFETY,
      '"command of 2@1" was applied as entry 11, but start() has accepted it 0 times',
      'up to entry 6, is not counted',
    );
  });

  it('takes a command that was accepted once more', () => {
    const { story } = tell();
    story.save('S3', ...places(8));
    story.start('S1', commandAt('2@1'), 11, 2);
    story.apply('S1', 11, commandAt('2@1'));
  });

  it('does not take a server for the receiver of what another one started', () => {
    const { story } = tell();
    story.save('S3', ...places(8));
    expectViolation(
      () => story.apply('S3', 11, commandAt('2@1')),
      rules.APPEND_WHAT_IS_NEW,
      'S3 applied "command of 2@1" as entry 11',
    );
  });
});
