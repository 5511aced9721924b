/** The reference, sentence by sentence: §5.1, Raft basics: terms. */
import { describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';

/** An RPC of each kind, in a term. */
const requests = [
  ['RequestVote', (term: number) => `S2→S1 RequestVote t${term} last=9@1`],
  ['AppendEntries', (term: number) => `S2→S1 AppendEntries t${term} prev=0@0 [] commit=0`],
  ['InstallSnapshot', (term: number) => `S2→S1 InstallSnapshot t${term} last=1@1 [1@1]`],
] as const;

async function candidate(): Promise<Desk> {
  const desk = new Desk({ term: 2 });
  await desk.wait();
  expect([desk.role, desk.term]).toEqual(['candidate', 3]);
  return desk;
}

async function leader(): Promise<Desk> {
  const desk = new Desk({ term: 2 });
  await desk.elect();
  expect([desk.role, desk.term]).toEqual(['leader', 3]);
  return desk;
}

describe("§5.1 If one server's current term is smaller than the other's, it updates its own", () => {
  it.each(requests)('a follower that gets %s', (_name, request) => {
    const desk = new Desk({ term: 2 });
    desk.receive(request(5));
    expect([desk.term, desk.disk.state?.currentTerm]).toEqual([5, 5]);
  });

  it('a candidate that is refused a vote', async () => {
    const desk = await candidate();
    await desk.answer('S2', 'refused t5');
    expect([desk.term, desk.disk.state?.currentTerm]).toEqual([5, 5]);
  });

  it('a leader whose entries are refused', async () => {
    const desk = await leader();
    await desk.answer('S2', 'rejected t5');
    expect([desk.term, desk.disk.state?.currentTerm]).toEqual([5, 5]);
  });

  it('a leader whose snapshot is refused', async () => {
    const desk = await leader();
    desk.start('1@3');
    await desk.answer('S3', 'ok t3');
    await desk.answer('S3', 'ok t3');
    desk.snapshot(1);
    await desk.answer('S2', 'rejected t3 conflict=1', '[1@3]');
    expect(desk.take('S2').at(-1)).toContain('InstallSnapshot t3 last=1@3');
    await desk.answer('S2', 'ok t5', 'InstallSnapshot');
    expect([desk.term, desk.role]).toEqual([5, 'follower']);
  });
});

describe('§5.1 A candidate or leader whose term is out of date immediately reverts to follower', () => {
  describe.each([
    ['candidate', candidate],
    ['leader', leader],
  ] as const)('a %s', (_role, make) => {
    it.each(requests)('that gets %s', async (_name, request) => {
      const desk = await make();
      desk.receive(request(4));
      expect([desk.term, desk.role]).toEqual([4, 'follower']);
    });

    it('that gets a reply', async () => {
      const desk = await make();
      await desk.answer('S2', 'refused t4');
      expect([desk.term, desk.role]).toEqual([4, 'follower']);
    });
  });

  it('and no longer acts as one', async () => {
    const desk = await leader();
    desk.receive('S2→S1 RequestVote t4 last=0@0');
    expect(desk.start('1@3')).toBeUndefined();
    desk.take();
    await desk.pass(350); // Heartbeats would come, an election timeout has not passed.
    expect(desk.take()).toEqual([]);
  });
});

describe('§5.1 A request with a stale term number is rejected', () => {
  it.each([
    ['S2→S1 RequestVote t2 last=9@2', 'refused t3'],
    ['S2→S1 AppendEntries t2 prev=0@0 [1@2] commit=1', 'rejected t3'],
    ['S2→S1 InstallSnapshot t2 last=1@2 [1@2]', 'ok t3'],
  ])('%s', async (line, reply) => {
    const desk = new Desk({ term: 3 });
    await desk.pass(300);
    expect(desk.receive(line)).toBe(reply);
    expect([desk.log, desk.applied, desk.disk.snapshot]).toEqual([[], [], undefined]);
    expect(await desk.wait()).toBeLessThanOrEqual(500); // It has not reset the election timeout.
  });
});

describe('§5.1 The current term increases monotonically over time', () => {
  it('no request and no reply takes it back', async () => {
    const desk = await leader();
    for (const [, request] of requests) desk.receive(request(1));
    await desk.answer('S2', 'ok t1');
    expect(desk.term).toBe(3);
  });

  it('no crash does', () => {
    const desk = new Desk();
    desk.receive('S2→S1 AppendEntries t7 prev=0@0 [] commit=0');
    desk.restart();
    expect(desk.term).toBe(7);
    expect(desk.receive('S3→S1 AppendEntries t6 prev=0@0 [] commit=0')).toBe('rejected t7');
  });
});
