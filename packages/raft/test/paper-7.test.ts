/** The reference, sentence by sentence: §7, log compaction, and Figure 13. */
import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../suite/notation.ts';
import { Desk } from './desk.ts';

const PLACES = ['1@1', '2@1', '3@1', '4@1', '5@1'];

/** A follower that has applied the first `applied` of five entries. */
function follower(applied: number): Desk {
  const desk = new Desk();
  desk.receive(`S2→S1 AppendEntries t1 prev=0@0 [${PLACES.join(' ')}] commit=${applied}`);
  return desk;
}

/** A leader of term 2 that has applied five entries of term 1 and one of its own; S3 is silent. */
async function leader(): Promise<Desk> {
  const desk = new Desk({ term: 1, log: PLACES });
  await desk.elect();
  await desk.answer('S2', 'ok t2', 'AppendEntries');
  desk.start('6@2');
  await desk.answer('S2', 'ok t2', '[6@2]');
  desk.take();
  return desk;
}

describe('§7 snapshots of the server’s own', () => {
  it('The state is written to stable storage, then the log up to that point is discarded', () => {
    const desk = follower(4);
    desk.snapshot(3);
    expect(desk.log).toEqual(['3@1|', '4@1', '5@1']);
    expect(new TextDecoder().decode(desk.disk.snapshot)).toBe('state at 3');
  });

  it('… in one save, so that a crash leaves both or none', () => {
    const desk = follower(4);
    const { saves } = desk;
    desk.snapshot(3);
    desk.receive('S2→S1 InstallSnapshot t1 last=4@1 [1@1 2@1 3@1 4@1]');
    expect(desk.saves).toBe(saves + 2);
  });

  it('The service takes snapshots from inside apply, while entries are being applied', () => {
    const desk = new Desk();
    desk.insideApply = ({ index }) => {
      if (index % 2 === 0) desk.snapshot(index);
    };
    desk.receive(`S2→S1 AppendEntries t1 prev=0@0 [${PLACES.join(' ')}] commit=5`);
    expect(desk.applied).toHaveLength(5);
    expect(desk.log).toEqual(['4@1|', '5@1']);
  });

  it('… of committed entries only', () => {
    expect(() => follower(2).snapshot(3)).toThrow('entry 3 was never applied');
  });

  it('A newer snapshot replaces an older one, never the other way round', () => {
    const desk = follower(4);
    desk.snapshot(4);
    desk.snapshot(2);
    expect(desk.log).toEqual(['4@1|', '5@1']);
    expect(new TextDecoder().decode(desk.disk.snapshot)).toBe('state at 4');
  });

  it('Last included index and term support the consistency check of the entry that follows', () => {
    const desk = follower(5);
    desk.snapshot(5);
    desk.restart();
    expect(desk.receive('S2→S1 AppendEntries t1 prev=5@1 [6@1] commit=0')).toBe('ok t1');
    expect(desk.log).toEqual(['5@1|', '6@1']);
    expect(desk.receive('S2→S1 AppendEntries t1 prev=7@1 [8@1] commit=0')).toBe(
      'rejected t1 conflict=7',
    );
  });

  it('What is in the snapshot matches whatever an old AppendEntries says of it', () => {
    const desk = follower(5);
    desk.snapshot(4);
    const old = `S2→S1 AppendEntries t1 prev=1@1 [2@1 3@1] commit=0`;
    expect([desk.receive(old), desk.log]).toEqual(['ok t1', ['4@1|', '5@1']]);
    const across = `S2→S1 AppendEntries t1 prev=2@1 [3@1 4@1 5@1 6@1] commit=6`;
    expect([desk.receive(across), desk.log]).toEqual(['ok t1', ['4@1|', '5@1', '6@1']]);
    expect(desk.applied).toHaveLength(6);
  });

  it('After a restart the log goes on where the snapshot ends', () => {
    const desk = follower(5);
    desk.snapshot(3);
    desk.restart();
    desk.receive('S2→S1 AppendEntries t1 prev=5@1 [] commit=5');
    expect(desk.applied).toEqual(['4 command of 4@1', '5 command of 5@1']);
  });

  it('A save without a snapshot leaves the one on disk', () => {
    const desk = follower(3);
    desk.snapshot(3);
    desk.receive('S3→S1 RequestVote t9 last=9@9');
    expect(new TextDecoder().decode(desk.disk.snapshot)).toBe('state at 3');
  });
});

describe('§7 the leader sends its snapshot', () => {
  it('when it has discarded the next log entry that it needs to send', async () => {
    const desk = await leader();
    desk.snapshot(4);
    await desk.answer('S3', 'rejected t2 conflict=2', 'AppendEntries');
    expect(desk.take('S3')).toEqual(['S1→S3 InstallSnapshot t2 last=4@1 10 bytes']);
    await desk.answer('S3', 'ok t2', 'InstallSnapshot');
    expect(desk.take('S3')).toEqual(['S1→S3 AppendEntries t2 prev=4@1 [5@1 6@2] commit=6']);
  });

  it('and not when the entry is still there', async () => {
    const desk = await leader();
    desk.snapshot(4);
    await desk.answer('S3', 'rejected t2 conflict=5', 'AppendEntries');
    expect(desk.take('S3')).toEqual(['S1→S3 AppendEntries t2 prev=4@1 [5@1 6@2] commit=6']);
  });

  it('again when it was lost; its heartbeats speak of the last entry that is gone', async () => {
    const desk = await leader();
    desk.snapshot(4);
    await desk.answer('S3', 'rejected t2 conflict=2', 'AppendEntries');
    await desk.answer('S3', null, 'InstallSnapshot');
    const heartbeat = 'S1→S3 AppendEntries t2 prev=4@1 [] commit=6';
    for (let overtakes = 1; overtakes < 20; overtakes++) {
      await desk.wait();
      await desk.answer('S3', 'rejected t2 conflict=2', 'prev=4@1 []');
      expect(desk.take('S3')).toEqual([heartbeat]);
    }
    await desk.wait();
    await desk.answer('S3', 'rejected t2 conflict=2', 'prev=4@1 []');
    expect(desk.take('S3')).toEqual([heartbeat, 'S1→S3 InstallSnapshot t2 last=4@1 10 bytes']);
  });

  it('to a follower whose entry at the place of the last included one is another', async () => {
    const desk = new Desk({ term: 2, log: ['1@1', '2@2'] });
    desk.receive('S2→S1 AppendEntries t2 prev=2@2 [] commit=2');
    desk.snapshot(2);
    await desk.elect();
    desk.take();
    await desk.answer('S3', 'rejected t3 conflict=1@1', 'AppendEntries');
    expect(desk.take('S3')).toEqual(['S1→S3 InstallSnapshot t3 last=2@2 10 bytes']);
  });

  it('What it knows after the answer is up to the last included entry, no further', async () => {
    const desk = await leader();
    desk.snapshot(4);
    await desk.answer('S3', 'rejected t2 conflict=2', 'AppendEntries');
    desk.start('7@2');
    await desk.answer('S3', 'ok t2', 'InstallSnapshot');
    expect(desk.applied).toHaveLength(6); // 7@2 is on S1 alone.
  });

  it('An answer to an old snapshot takes nothing back', async () => {
    const desk = await leader();
    desk.snapshot(4);
    await desk.answer('S3', 'rejected t2 conflict=2', 'AppendEntries');
    await desk.pass(100);
    await desk.answer('S3', 'ok t2', 'prev=4@1 []');
    await desk.answer('S3', 'ok t2', '[5@1 6@2]');
    await desk.answer('S3', 'ok t2', 'InstallSnapshot');
    desk.take();
    desk.start('7@2');
    expect(desk.take('S3')).toEqual(['S1→S3 AppendEntries t2 prev=6@2 [7@2] commit=6']);
  });
});

describe('§7, Figure 13: receiver implementation of InstallSnapshot', () => {
  it('1. Reply immediately if term < currentTerm', () => {
    const desk = new Desk({ term: 3 });
    expect(desk.receive('S2→S1 InstallSnapshot t2 last=2@1 [1@1 2@1]')).toBe('ok t3');
    expect([desk.log, desk.applied]).toEqual([[], []]);
  });

  it('5. Save snapshot file: with the log, before the reply', () => {
    const desk = new Desk();
    desk.receive('S2→S1 InstallSnapshot t1 last=2@1 [1@1 2@1]');
    expect(desk.disk.snapshot).toEqual(snapshotOf(['1@1', '2@1']));
    expect(desk.log).toEqual(['2@1|']);
  });

  it('5. … discard any existing snapshot with a smaller index, keep one with a larger', () => {
    const desk = new Desk();
    desk.receive('S2→S1 InstallSnapshot t1 last=3@1 [1@1 2@1 3@1]');
    desk.receive('S2→S1 InstallSnapshot t1 last=2@1 [1@1 2@1]');
    expect([desk.log, desk.applied]).toEqual([['3@1|'], ['snapshot 3@1']]);
    expect(desk.disk.snapshot).toEqual(snapshotOf(['1@1', '2@1', '3@1']));
    desk.receive('S2→S1 InstallSnapshot t1 last=4@1 [1@1 2@1 3@1 4@1]');
    expect([desk.log, desk.applied]).toEqual([['4@1|'], ['snapshot 3@1', 'snapshot 4@1']]);
  });

  it('6. A snapshot of a prefix of the log: entries following it are retained', () => {
    const desk = follower(4);
    desk.receive('S2→S1 InstallSnapshot t1 last=3@1 [1@1 2@1 3@1]');
    expect(desk.log).toEqual(['3@1|', '4@1', '5@1']);
    expect(desk.applied).toHaveLength(4); // The state machine has been further: no reset.
    desk.receive('S2→S1 AppendEntries t1 prev=5@1 [] commit=5');
    expect(desk.applied.at(-1)).toBe('5 command of 5@1');
  });

  it('6. … also when they are not applied yet', () => {
    const desk = follower(1);
    desk.receive('S2→S1 InstallSnapshot t1 last=3@1 [1@1 2@1 3@1]');
    expect(desk.log).toEqual(['3@1|', '4@1', '5@1']);
    desk.receive('S2→S1 AppendEntries t1 prev=5@1 [] commit=4');
    expect(desk.applied).toEqual(['1 command of 1@1', 'snapshot 3@1', '4 command of 4@1']);
  });

  it.each([
    ['a conflicting entry', 'last=3@2 [1@1 2@1 3@2]', '3@2|'],
    ['no entry', 'last=6@1 [1@1 2@1 3@1 4@1 5@1 6@1]', '6@1|'],
  ])('7. With %s at the last included index the entire log is discarded', (_what, last, base) => {
    const desk = follower(2);
    desk.receive(`S2→S1 InstallSnapshot t2 ${last}`);
    expect(desk.log).toEqual([base]);
  });

  it('8. The state machine is reset, and goes on after the snapshot', () => {
    const desk = follower(2);
    desk.receive('S2→S1 InstallSnapshot t2 last=6@2 [1@1 2@1 3@1 4@1 5@1 6@2]');
    expect(desk.applied.slice(2)).toEqual(['snapshot 6@2']);
    desk.receive('S2→S1 AppendEntries t2 prev=6@2 [7@2] commit=7');
    expect(desk.applied.slice(3)).toEqual(['7 command of 7@2']);
  });

  it('A leader that sends its snapshot is as much alive as one that sends entries', async () => {
    const desk = new Desk();
    await desk.pass(390);
    desk.receive('S2→S1 InstallSnapshot t1 last=1@1 [1@1]');
    await desk.pass(390);
    expect(desk.role).toBe('follower');
    await desk.wait();
    desk.receive('S3→S1 InstallSnapshot t2 last=2@2 [1@1 2@2]');
    expect(desk.role).toBe('follower');
  });

  it('The term is the leader’s, not that of the last included entry', () => {
    const desk = new Desk();
    desk.receive('S2→S1 InstallSnapshot t7 last=1@2 [1@2]');
    desk.restart();
    expect(desk.term).toBe(7);
  });

  it('After a crash, state, log and snapshot are those of one save', () => {
    const desk = follower(1);
    desk.receive('S2→S1 InstallSnapshot t1 last=3@1 [1@1 2@1 3@1]');
    desk.restart();
    desk.receive('S2→S1 AppendEntries t1 prev=5@1 [] commit=5');
    expect(desk.applied).toEqual(['4 command of 4@1', '5 command of 5@1']);
  });
});
