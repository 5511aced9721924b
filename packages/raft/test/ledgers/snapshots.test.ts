import { describe, it } from 'vitest';
import { Applies } from '../../suite/ledgers/applies.ts';
import { Snapshots } from '../../suite/ledgers/snapshots.ts';
import { snapshotOf } from '../../suite/notation.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const PLACES = ['1@1', '2@1', '3@1'];

describe('Snapshots', () => {
  const tell = () => {
    const story = new Story();
    const applies = new Applies(story.run);
    story.listen(applies, new Snapshots(story.run, applies));
    for (const server of story.run.servers) story.boot(server);
    for (const [i, place] of PLACES.entries()) {
      story.start('S1', `command of ${place}`, i + 1, 1);
      story.apply('S1', i + 1, `command of ${place}`);
    }
    return story;
  };

  it('takes snapshots of what was applied, each later than the one before', () => {
    const story = tell();
    story.save('S1', '1@1');
    story.save('S1', '1@1', '2@1');
    story.call('S1→S2 InstallSnapshot t1 last=2@1 [1@1 2@1]');
    story.save('S2', '1@1', '2@1');
    story.crash('S1');
    story.boot('S1');
    story.apply('S1', 3, 'command of 3@1');
  });

  it('objects to another term for the service than InstallSnapshot had', () => {
    const story = tell();
    for (const to of ['S2', 'S3']) {
      story.deliver(story.call(`S1→${to} InstallSnapshot t3 last=2@1 [1@1 2@1]`));
    }
    const data = snapshotOf(['1@1', '2@1']);
    story.applyAny('S2', { kind: 'snapshot', index: 2, term: 1, data });
    expectViolation(
      () => story.applyAny('S3', { kind: 'snapshot', index: 2, term: 3, data }),
      rules.CONTRACT,
      'S1→S3 InstallSnapshot t3 last=2@1',
      "apply({ kind: 'snapshot', index: 2, term: 3, … })",
      'expected term: 1',
    );
  });

  it('objects to a snapshot on disk that is replaced by an older one', () => {
    const story = tell();
    story.save('S1', ...PLACES);
    expectViolation(
      () => story.save('S1', '1@1'),
      rules.NEWER_SNAPSHOT,
      'S1 saved the snapshot up to entry 3 at 0.013 s',
      'an older one, up to entry 1',
    );
  });

  it('objects to a service that is taken back', () => {
    const story = tell();
    expectViolation(
      () => story.applyAny('S1', { kind: 'snapshot', index: 1, term: 1, data: new Uint8Array() }),
      rules.NEWER_SNAPSHOT,
      'takes it back: it has applied all up to entry 3',
    );
  });

  it('objects to a snapshot that holds other commands, or another index than it says', () => {
    const story = tell();
    const other = () => story.save('S1', '1@1', '2@2');
    expectViolation(other, rules.STATE_MACHINE_SAFETY, 'S1 has a snapshot', 'no service has made');
    const short = () => story.call('S1→S2 InstallSnapshot t1 last=3@1 [1@1 2@1]');
    expectViolation(short, rules.STATE_MACHINE_SAFETY, 'this one holds those up to 2');
  });

  it('objects when a restarted server goes on elsewhere than after its snapshot', () => {
    const story = tell();
    story.save('S1', '1@1', '2@1');
    story.crash('S1');
    story.boot('S1');
    const again = () => story.apply('S1', 1, 'command of 1@1');
    expectViolation(
      again,
      rules.GO_ON_AFTER_SNAPSHOT,
      'S1 came back at',
      'with the snapshot up to entry 2, and its first command since is entry 1',
    );
  });
});
