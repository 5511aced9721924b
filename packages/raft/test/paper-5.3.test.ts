/** The reference, sentence by sentence: §5.3, log replication. */
import { describe, expect, it } from 'vitest';
import { Desk, type DeskOptions } from './desk.ts';

/** A leader whose first heartbeats are answered: all others have its log. */
async function leader(options: DeskOptions = {}): Promise<Desk> {
  const desk = new Desk(options);
  await desk.elect();
  for (const to of desk.others) await desk.answer(to, `ok t${desk.term}`, 'AppendEntries');
  desk.take();
  return desk;
}

describe('§5.3 leaders', () => {
  it('A leader appends the command as a new entry and sends AppendEntries in parallel', async () => {
    const desk = await leader({ term: 1, log: ['1@1'] });
    expect(desk.start('2@2')).toBe('2@2');
    expect(desk.log).toEqual(['1@1', '2@2']);
    expect(desk.take()).toEqual([
      'S1→S2 AppendEntries t2 prev=1@1 [2@2] commit=0',
      'S1→S3 AppendEntries t2 prev=1@1 [2@2] commit=0',
    ]);
  });

  it('Others take no command', () => {
    const desk = new Desk();
    expect([desk.start('1@1'), desk.log]).toEqual([undefined, []]);
  });

  it('When the entry has been safely replicated, the leader applies it', async () => {
    const desk = await leader({ servers: 5 });
    desk.start('1@1');
    await desk.answer('S2', 'ok t1');
    expect(desk.applied).toEqual([]);
    await desk.answer('S3', 'ok t1');
    expect(desk.applied).toEqual(['1 command of 1@1']);
  });

  it('If packets are lost, the leader retries until all followers store all log entries', async () => {
    const desk = await leader();
    desk.start('1@1');
    await desk.answer('S2', 'ok t1');
    for (let i = 0; i < 20; i++) {
      desk.take();
      await desk.answer('S3', null);
      await desk.pass(100);
      expect(desk.take('S3')).not.toEqual([]);
    }
    // The heartbeat is answered: what the follower lacks goes out at once.
    await desk.answer('S3', 'ok t1', 'prev=0@0 []');
    expect(desk.take('S3')).toEqual(['S1→S3 AppendEntries t1 prev=0@0 [1@1] commit=1']);
  });

  it('Entries and heartbeats go on when each reply takes longer than a heartbeat interval', async () => {
    const desk = await leader();
    for (let index = 1; index <= 5; index++) {
      desk.start(`${index}@1`);
      await desk.pass(250);
      // Replies arrive in the order of the requests, all of them after later heartbeats.
      const entries = desk.take('S2').filter((line) => !line.includes('[]'));
      expect(entries).toHaveLength(1);
      await desk.answer('S2', 'ok t1', `${index}@1`);
    }
    expect(desk.applied).toHaveLength(5);
  });

  it('A reply to an earlier heartbeat sends no entry again', async () => {
    const desk = await leader();
    await desk.wait();
    desk.start('1@1');
    desk.take();
    await desk.answer('S2', 'ok t1', 'prev=0@0 []');
    expect(desk.take('S2')).toEqual([]);
  });

  it('New entries go together while an answer is awaited', async () => {
    const desk = await leader();
    for (let index = 1; index <= 4; index++) desk.start(`${index}@1`);
    expect(desk.take('S2')).toEqual(['S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0']);
    await desk.answer('S2', 'ok t1');
    expect(desk.take('S2')).toEqual(['S1→S2 AppendEntries t1 prev=1@1 [2@1 3@1 4@1] commit=1']);
  });

  it('The highest index known to be committed is in all AppendEntries, heartbeats too', async () => {
    const desk = await leader();
    desk.start('1@1');
    await desk.answer('S2', 'ok t1');
    await desk.wait();
    expect(desk.take('S3')).toEqual(['S1→S3 AppendEntries t1 prev=0@0 [] commit=1']);
  });

  it('nextIndex begins just after the last entry, matchIndex with nothing', async () => {
    const desk = new Desk({ term: 1, log: ['1@1', '2@1'] });
    await desk.elect();
    expect(desk.take('S2').at(-1)).toBe('S1→S2 AppendEntries t2 prev=2@1 [] commit=0');
    desk.start('3@2');
    await desk.answer('S2', 'rejected t2 conflict=1');
    expect([desk.applied, desk.disk.state?.log.length]).toEqual([[], 3]);
  });

  it('… again after each election', async () => {
    const desk = await leader({ servers: 5 });
    desk.start('1@1');
    desk.start('2@1');
    await desk.answer('S2', 'ok t1');
    await desk.answer('S2', 'ok t1'); // S2 has both.
    desk.receive('S3→S1 AppendEntries t2 prev=0@0 [1@2] commit=1');
    await desk.elect();
    desk.start('2@3');
    await desk.answer('S4', 'ok t3', 'prev=1@2 [] commit=1');
    await desk.answer('S4', 'ok t3', '[2@3]');
    expect(desk.applied).toEqual(['1 command of 1@2']); // 2@3 is on S1 and S4.
  });

  it('The service may start commands from inside apply', async () => {
    const alone = new Desk({ servers: 1 });
    await alone.pass(900);
    alone.insideApply = ({ index }) => {
      if (index < 4) expect(alone.start(`${index + 1}@1`)).toBe(`${index + 1}@1`);
    };
    alone.start('1@1');
    expect(alone.applied).toEqual(
      ['1@1', '2@1', '3@1', '4@1'].map((at, i) => `${i + 1} command of ${at}`),
    );

    const three = await leader();
    three.insideApply = ({ index }) => {
      if (index === 1) expect(three.start('2@1')).toBe('2@1');
    };
    three.start('1@1');
    await three.answer('S2', 'ok t1');
    expect(three.take('S2').at(-1)).toBe('S1→S2 AppendEntries t1 prev=1@1 [2@1] commit=1');
  });

  it('After a rejection, the leader decrements nextIndex and retries', async () => {
    const desk = new Desk({ term: 1, log: ['1@1', '2@1', '3@1'] });
    await desk.elect();
    desk.take();
    await desk.answer('S2', 'rejected t2');
    expect(desk.take('S2')).toEqual(['S1→S2 AppendEntries t2 prev=2@1 [3@1] commit=0']);
    await desk.answer('S2', 'rejected t2');
    expect(desk.take('S2')).toEqual(['S1→S2 AppendEntries t2 prev=1@1 [2@1 3@1] commit=0']);
  });

  it('… past all entries of the conflicting term, which the leader does not have', async () => {
    const desk = new Desk({ term: 3, log: ['1@1', '2@1', '3@3', '4@3', '5@3'] });
    await desk.elect();
    desk.take();
    await desk.answer('S2', 'rejected t4 conflict=3@2');
    expect(desk.take('S2')).toEqual(['S1→S2 AppendEntries t4 prev=2@1 [3@3 4@3 5@3] commit=0']);
  });

  it('… or to its own last entry of that term', async () => {
    const desk = new Desk({ term: 3, log: ['1@1', '2@1', '3@3', '4@3'] });
    await desk.elect();
    desk.take();
    await desk.answer('S2', 'rejected t4 conflict=1@1');
    expect(desk.take('S2')).toEqual(['S1→S2 AppendEntries t4 prev=2@1 [3@3 4@3] commit=0']);
  });

  it('An answer that was overtaken takes nothing back', async () => {
    const desk = await leader();
    desk.start('1@1');
    await desk.pass(100); // A heartbeat, on the same nextIndex.
    await desk.answer('S2', 'ok t1', '[1@1]');
    await desk.answer('S2', 'rejected t1 conflict=1', '[]');
    desk.take();
    desk.start('2@1');
    expect(desk.take('S2')).toEqual(['S1→S2 AppendEntries t1 prev=1@1 [2@1] commit=1']);
  });

  it('A leader never overwrites or deletes entries in its own log', async () => {
    const desk = await leader({ term: 1, log: ['1@1', '2@1'] });
    for (const to of ['S2', 'S3']) {
      await desk.pass(100);
      await desk.answer(to, 'rejected t2 conflict=1@1');
    }
    desk.receive('S2→S1 AppendEntries t1 prev=0@0 [1@9] commit=0');
    expect(desk.log).toEqual(['1@1', '2@1']);
  });
});

describe('§5.3 followers', () => {
  it('Once a follower learns that an entry is committed, it applies it, in log order', () => {
    const desk = new Desk();
    desk.receive('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=1');
    expect(desk.applied).toEqual(['1 command of 1@1']);
    desk.receive('S2→S1 AppendEntries t1 prev=3@1 [] commit=3');
    expect(desk.applied).toEqual(['1 command of 1@1', '2 command of 2@1', '3 command of 3@1']);
  });

  it('… up to the last new entry: what follows it may not be the leader’s (AppendEntries 5)', () => {
    const desk = new Desk({ term: 1, log: ['1@1', '2@1', '3@1'] });
    desk.receive('S2→S1 AppendEntries t2 prev=1@1 [] commit=3');
    expect(desk.applied).toEqual(['1 command of 1@1']);
  });

  it.each([
    ['prev=0@0 [1@3]', 'ok t3', ['1@3']],
    ['prev=2@1 []', 'ok t3', ['1@1', '2@1', '3@2']],
    ['prev=3@2 [4@3]', 'ok t3', ['1@1', '2@1', '3@2', '4@3']],
    ['prev=2@2 [3@3]', 'rejected t3 conflict=1@1', ['1@1', '2@1', '3@2']],
    ['prev=3@3 [4@3]', 'rejected t3 conflict=3@2', ['1@1', '2@1', '3@2']],
    ['prev=4@2 [5@3]', 'rejected t3 conflict=4', ['1@1', '2@1', '3@2']],
    ['prev=9@3 []', 'rejected t3 conflict=4', ['1@1', '2@1', '3@2']],
  ])(
    'Without an entry of the same index and term before the new ones it refuses them: %s',
    (entries, reply, log) => {
      const desk = new Desk({ term: 2, log: ['1@1', '2@1', '3@2'] });
      expect(desk.receive(`S2→S1 AppendEntries t3 ${entries} commit=0`)).toBe(reply);
      expect(desk.log).toEqual(log);
    },
  );

  it('Conflicting entries are overwritten, with all that follow them (AppendEntries 3)', () => {
    const desk = new Desk({ term: 2, log: ['1@1', '2@1', '3@2', '4@2'] });
    desk.receive('S2→S1 AppendEntries t3 prev=1@1 [2@1 3@3] commit=0');
    expect(desk.log).toEqual(['1@1', '2@1', '3@3']);
  });

  it('… and only then: an old request deletes nothing (AppendEntries 3 and 4)', () => {
    const desk = new Desk();
    desk.receive('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=0');
    expect(desk.receive('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=0')).toBe('ok t1');
    expect(desk.log).toEqual(['1@1', '2@1', '3@1']);
  });
});

describe('§5.3 Figure 7: the leader forces the followers’ logs to duplicate its own', () => {
  const log = (...terms: number[]) => terms.map((term, i) => `${i + 1}@${term}`);
  const own = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];

  it.each([
    ['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
    ['b', [1, 1, 1, 4]],
    ['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
    ['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
    ['e', [1, 1, 1, 4, 4, 4, 4]],
    ['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
  ])('follower (%s)', async (_name, terms) => {
    const desk = new Desk({ servers: 7, term: 7, log: log(...own) });
    await desk.elect();
    const follower = new Desk({ servers: 7, term: 7, log: log(...terms) });
    desk.start('11@8');
    const calls = await desk.relay('S2', follower);
    expect(follower.log).toEqual(log(...own, 8));
    // One for each term with conflicting entries, the heartbeats and what brings the entries.
    expect(calls).toBeLessThanOrEqual(2 + 3);
  });
});
