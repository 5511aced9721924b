/** The reference, sentence by sentence: §5.2, leader election. */
import { describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';

const heartbeat = (term: number) => `S2→S1 AppendEntries t${term} prev=0@0 [] commit=0`;

describe('§5.2 followers', () => {
  it('When servers start up, they begin as followers', () => {
    expect(new Desk().role).toBe('follower');
    expect(new Desk({ term: 4 }).role).toBe('follower');
  });

  it('A server remains in follower state as long as it receives valid RPCs from a leader', async () => {
    const desk = new Desk();
    for (let i = 0; i < 20; i++) {
      await desk.pass(390);
      desk.receive(heartbeat(1));
    }
    expect([desk.role, desk.take()]).toEqual(['follower', []]);
  });

  it('… or candidate: granting a vote counts, refusing one does not', async () => {
    const desk = new Desk({ term: 1, log: ['1@1'] });
    await desk.pass(390);
    expect(desk.receive('S2→S1 RequestVote t2 last=1@1')).toBe('granted t2');
    await desk.pass(390);
    expect(desk.role).toBe('follower');
    for (let i = 0; i < 5; i++) {
      desk.receive('S3→S1 RequestVote t2 last=0@0');
      await desk.pass(90);
    }
    expect(desk.role).toBe('candidate');
  });

  it('A follower that receives no communication over the election timeout begins an election', async () => {
    const desk = new Desk();
    desk.receive(heartbeat(1));
    const timeout = await desk.wait();
    expect(timeout).toBeGreaterThanOrEqual(400);
    expect(timeout).toBeLessThanOrEqual(800);
    expect(desk.take()[0]).toContain('RequestVote');
  });
});

describe('§5.2 candidates', () => {
  it('A follower increments its term, votes for itself and asks all others in parallel', async () => {
    const desk = new Desk({ servers: 5, term: 2 });
    await desk.wait();
    expect([desk.role, desk.term]).toEqual(['candidate', 3]);
    expect(desk.disk.state).toMatchObject({ currentTerm: 3, votedFor: 'S1' });
    const requests = ['S2', 'S3', 'S4', 'S5'].map((to) => `S1→${to} RequestVote t3 last=0@0`);
    expect(desk.take()).toEqual(requests);
  });

  it.each([
    [3, 1],
    [4, 2],
    [5, 2],
    [7, 3],
  ])(
    'A candidate wins with votes from a majority: of %i, %i beside its own',
    async (servers, votes) => {
      const desk = new Desk({ servers });
      await desk.wait();
      for (let i = 0; i < votes; i++) {
        expect(desk.role).toBe('candidate');
        await desk.answer(`S${i + 2}`, 'granted t1');
      }
      expect(desk.role).toBe('leader');
    },
  );

  it('… of the full cluster: a server alone leads, one of two that is alone does not', async () => {
    const alone = new Desk({ servers: 1 });
    await alone.pass(900);
    expect([alone.role, alone.start('1@1'), alone.applied.length]).toEqual(['leader', '1@1', 1]);
    const half = new Desk({ servers: 2 });
    await half.pass(5000);
    expect(half.role).toBe('candidate');
  });

  it('… for the same term: a vote of an earlier election does not count', async () => {
    const desk = new Desk({ servers: 5 });
    await desk.wait();
    await desk.wait();
    expect(desk.term).toBe(2);
    await desk.answer('S2', 'granted t1', 't1');
    await desk.answer('S3', 'granted t1', 't1');
    expect(desk.role).toBe('candidate');
    await desk.answer('S2', 'granted t2', 't2');
    expect(desk.role).toBe('candidate');
    await desk.answer('S3', 'granted t2', 't2');
    expect(desk.role).toBe('leader');
  });

  it('A refused vote does not count', async () => {
    const desk = new Desk();
    await desk.wait();
    await desk.answer('S2', 'refused t1');
    await desk.answer('S3', 'refused t1');
    expect(desk.role).toBe('candidate');
  });

  it('Each server votes for at most one candidate in a term, first-come-first-served', () => {
    const desk = new Desk();
    expect(desk.receive('S2→S1 RequestVote t1 last=0@0')).toBe('granted t1');
    expect(desk.receive('S3→S1 RequestVote t1 last=5@1')).toBe('refused t1');
    expect(desk.receive('S2→S1 RequestVote t1 last=0@0')).toBe('granted t1'); // The same one again.
    expect(desk.receive('S3→S1 RequestVote t2 last=0@0')).toBe('granted t2');
  });

  it('… also across a crash: the vote is on stable storage before it is given', () => {
    const desk = new Desk();
    desk.receive('S2→S1 RequestVote t1 last=0@0');
    desk.restart();
    expect(desk.receive('S3→S1 RequestVote t1 last=0@0')).toBe('refused t1');
    expect(desk.receive('S2→S1 RequestVote t1 last=0@0')).toBe('granted t1');
  });

  it('… a candidate for itself', async () => {
    const desk = new Desk();
    await desk.wait();
    expect(desk.receive('S2→S1 RequestVote t1 last=0@0')).toBe('refused t1');
    desk.restart();
    expect(desk.receive('S2→S1 RequestVote t1 last=0@0')).toBe('refused t1');
  });

  it.each([
    ['as large', 3],
    ['larger', 4],
  ])("A leader whose term is %s as the candidate's is legitimate", async (_what, term) => {
    const desk = new Desk({ term: 2 });
    await desk.wait();
    expect(desk.receive(heartbeat(term))).toBe(`ok t${term}`);
    expect([desk.role, desk.term]).toEqual(['follower', term]);
  });

  it('If the term is smaller, the candidate rejects the RPC and continues in candidate state', async () => {
    const desk = new Desk({ term: 2 });
    await desk.wait();
    expect(desk.receive(heartbeat(2))).toBe('rejected t3');
    expect(desk.role).toBe('candidate');
  });

  it('When votes are split, each candidate times out and starts a new election', async () => {
    const desk = new Desk({ servers: 4 });
    await desk.wait();
    await desk.answer('S2', 'granted t1');
    await desk.answer('S3', 'refused t1');
    await desk.wait();
    expect([desk.role, desk.term]).toEqual(['candidate', 2]);
    expect(desk.take('S4')).toEqual(['S1→S4 RequestVote t2 last=0@0']);
  });

  it('Election timeouts are chosen randomly from a fixed interval, again for each election', async () => {
    const desk = new Desk();
    const timeouts: number[] = [];
    for (let i = 0; i < 40; i++) timeouts.push(await desk.wait());
    expect(Math.min(...timeouts)).toBeGreaterThanOrEqual(400);
    expect(Math.max(...timeouts)).toBeLessThanOrEqual(801);
    expect(new Set(timeouts).size).toBeGreaterThan(20);
  });
});

describe('§5.2 leaders', () => {
  it('A new leader sends heartbeats to all others at once', async () => {
    const desk = new Desk({ servers: 5 });
    await desk.elect();
    const heartbeats = ['S2', 'S3', 'S4', 'S5'].map(
      (to) => `S1→${to} AppendEntries t1 prev=0@0 [] commit=0`,
    );
    expect(desk.take().filter((line) => line.includes('AppendEntries'))).toEqual(heartbeats);
  });

  it('… and periodically, whether they are answered or not, well before an election timeout', async () => {
    const desk = new Desk();
    await desk.elect();
    for (let i = 0; i < 10; i++) {
      expect(await desk.wait()).toBe(100);
      expect(desk.take('S2')).toEqual(['S1→S2 AppendEntries t1 prev=0@0 [] commit=0']);
    }
    expect(desk.role).toBe('leader');
  });
});
