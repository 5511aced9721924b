/** The reference, sentence by sentence: §5.4, safety; §5.5, crashes; §5.6, timing. */
import { describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';

describe('§5.4.1 election restriction', () => {
  it('The RPC includes information about the candidate’s log', async () => {
    const desk = new Desk({ term: 4, log: ['1@1', '2@3'] });
    await desk.wait();
    expect(desk.take('S2')).toEqual(['S1→S2 RequestVote t5 last=2@3']);
  });

  it.each([
    ['2@3', 'granted', 'the same'],
    ['3@3', 'granted', 'longer'],
    ['1@4', 'granted', 'shorter, of a later term'],
    ['1@3', 'refused', 'shorter'],
    ['9@2', 'refused', 'longer, of an earlier term'],
    ['0@0', 'refused', 'empty'],
  ])('A voter with a log up to 2@3 and a candidate with one up to %s: %s (%s)', (last, reply) => {
    const desk = new Desk({ term: 4, log: ['1@1', '2@3'] });
    expect(desk.receive(`S2→S1 RequestVote t5 last=${last}`)).toBe(`${reply} t5`);
  });

  it('… with all of the log in a snapshot, too', () => {
    const desk = new Desk();
    desk.receive('S2→S1 InstallSnapshot t3 last=2@3 [1@1 2@3]');
    expect(desk.receive('S3→S1 RequestVote t4 last=1@3')).toBe('refused t4');
    expect(desk.receive('S3→S1 RequestVote t4 last=2@3')).toBe('granted t4');
  });
});

describe('§5.4.2 committing entries from previous terms', () => {
  it('Raft never commits entries from previous terms by counting replicas (Figure 8)', async () => {
    const desk = new Desk({ servers: 5, term: 3, log: ['1@1', '2@2'] });
    await desk.elect();
    for (const to of desk.others) await desk.answer(to, 'ok t4', 'AppendEntries');
    expect(desk.applied).toEqual([]); // All five have 2@2, and it may still be overwritten.
  });

  it('… but an entry of its own term commits all prior ones', async () => {
    const desk = new Desk({ servers: 5, term: 3, log: ['1@1', '2@2'] });
    await desk.elect();
    desk.start('3@4');
    await desk.answer('S2', 'ok t4', 'AppendEntries');
    await desk.answer('S3', 'ok t4', 'AppendEntries');
    expect(desk.applied).toEqual([]); // These were heartbeats.
    await desk.answer('S2', 'ok t4', '[3@4]');
    expect(desk.applied).toEqual([]);
    await desk.answer('S3', 'ok t4', '[3@4]');
    expect(desk.applied).toEqual(['1 command of 1@1', '2 command of 2@2', '3 command of 3@4']);
  });

  it('An answer of an earlier term commits nothing, also when its sender leads again', async () => {
    const desk = new Desk();
    await desk.elect();
    desk.start('1@1');
    desk.start('2@1');
    await desk.wait();
    await desk.answer('S2', 'ok t1', 'prev=0@0 []');
    await desk.answer('S2', 'ok t1', 'prev=0@0 []'); // Sent after 1@1, which is taken for lost.
    desk.receive('S3→S1 AppendEntries t2 prev=0@0 [1@2] commit=0');
    await desk.elect();
    desk.start('2@3');
    await desk.answer('S2', 'ok t1', '[1@1 2@1]');
    expect([desk.term, desk.log, desk.applied]).toEqual([3, ['1@2', '2@3'], []]);
  });
});

describe('§5.5 follower and candidate crashes', () => {
  it('Raft retries indefinitely', async () => {
    const desk = new Desk();
    await desk.elect();
    for (let i = 0; i < 50; i++) {
      await desk.wait();
      expect(desk.take()).toHaveLength(2);
    }
  });

  it('Raft RPCs are idempotent: entries already present are ignored', () => {
    const desk = new Desk();
    const line = 'S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=2';
    expect([desk.receive(line), desk.receive(line)]).toEqual(['ok t1', 'ok t1']);
    expect(desk.log).toEqual(['1@1', '2@1']);
    expect(desk.applied).toEqual(['1 command of 1@1', '2 command of 2@1']);
  });

  it('What was acknowledged is on stable storage: a crash loses none of it', () => {
    const desk = new Desk();
    expect(desk.receive('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=1')).toBe('ok t1');
    desk.restart();
    expect(desk.log).toEqual(['1@1', '2@1']);
    expect(desk.receive('S2→S1 AppendEntries t1 prev=2@1 [] commit=2')).toBe('ok t1');
    expect(desk.applied).toEqual(['1 command of 1@1', '2 command of 2@1']);
  });

  it('… nor what start() took', async () => {
    const desk = new Desk();
    await desk.elect();
    desk.start('1@1');
    desk.restart();
    expect(desk.log).toEqual(['1@1']);
  });
});

describe('§5.6 timing and availability', () => {
  it('A few lost heartbeats are no reason for an election', async () => {
    const leader = new Desk();
    await leader.elect();
    const interval = await leader.wait();
    const follower = new Desk();
    follower.receive('S2→S1 AppendEntries t1 prev=0@0 [] commit=0');
    expect(await follower.wait()).toBeGreaterThan(3.5 * interval);
  });
});
