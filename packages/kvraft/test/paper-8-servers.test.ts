/** The reference, sentence by sentence: §8, client interaction, as servers see it. */
import { describe, expect, it } from 'vitest';
import { ServerDesk } from './desk.ts';

const put = (value: string) => ({ kind: 'put', key: 'k', value }) as const;
const append = (value: string) => ({ kind: 'append', key: 'k', value }) as const;
const get = { kind: 'get', key: 'k' } as const;

async function leader(): Promise<ServerDesk> {
  const desk = new ServerDesk();
  await desk.elect();
  return desk;
}

describe('§8 Clients of Raft send all of their requests to the leader', () => {
  it('which answers when the command is executed', async () => {
    const desk = await leader();
    const id = await desk.register();
    expect(await desk.request(id, 1, put('a'))).toEqual({ status: 'OK' });
    expect(await desk.request(id, 2, append('b'))).toEqual({ status: 'OK' });
    expect(await desk.request(id, 3, get)).toEqual({ status: 'OK', response: 'ab' });
  });

  it('… not before', async () => {
    const desk = await leader();
    const id = await desk.register();
    desk.othersAgree = false;
    let reply: unknown;
    void desk.request(id, 1, put('a')).then((answer) => (reply = answer));
    await desk.pass(5_000);
    expect(reply).toBeUndefined();
    desk.othersAgree = true;
    await desk.pass(200);
    expect(reply).toEqual({ status: 'OK' });
  });
});

describe('§8 A server that is not the leader will reject the request', () => {
  it.each([
    ['registerClient', (desk: ServerDesk) => desk.kv.registerClient({})],
    ['clientRequest', (desk: ServerDesk) => desk.request(1, 1, put('a'))],
    ['clientRequest of a get', (desk: ServerDesk) => desk.request(1, 1, get)],
  ])('%s', async (_rpc, ask) => {
    const desk = new ServerDesk();
    expect(await ask(desk)).toEqual({ status: 'NOT_LEADER' });
    expect(desk.log).toEqual([]);
  });

  it('and supply information about the most recent leader it has heard from', async () => {
    const desk = new ServerDesk();
    const heard = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
    await desk.raft.appendEntries({ ...heard, term: 2, leaderId: 'S3' });
    expect(await desk.request(1, 1, get)).toEqual({ status: 'NOT_LEADER', leaderHint: 'S3' });
    await desk.raft.appendEntries({ ...heard, term: 3, leaderId: 'S2' });
    expect(await desk.request(1, 1, get)).toEqual({ status: 'NOT_LEADER', leaderHint: 'S2' });
    await desk.raft.appendEntries({ ...heard, term: 2, leaderId: 'S3' });
    expect(await desk.request(1, 1, get)).toEqual({ status: 'NOT_LEADER', leaderHint: 'S2' });
  });

  it('… also when all that it heard was a snapshot', async () => {
    const desk = new ServerDesk();
    const last = { lastIncludedIndex: 1, lastIncludedTerm: 1 };
    const data = new TextEncoder().encode('{"clock":0,"state":{"store":[],"sessions":[]}}');
    await desk.raft.installSnapshot({ ...last, term: 2, leaderId: 'S3', data });
    expect(await desk.request(1, 1, get)).toEqual({ status: 'NOT_LEADER', leaderHint: 'S3' });
  });
});

describe('§8 The state machine tracks the latest serial number processed for each client', () => {
  it('If it receives a command that has already been executed, it responds immediately', async () => {
    const desk = await leader();
    const id = await desk.register();
    await desk.request(id, 1, append('a'));
    const { length } = desk.log;
    expect(await desk.request(id, 1, append('a'))).toEqual({ status: 'OK' });
    expect(desk.log).toHaveLength(length);
    expect(await desk.request(id, 2, get)).toEqual({ status: 'OK', response: 'a' });
  });

  it('… without re-executing the request, also when it stands in the log twice', async () => {
    const desk = await leader();
    const id = await desk.register();
    desk.othersAgree = false;
    void desk.request(id, 1, append('a'));
    await desk.pass(0);
    desk.restart(); // It has the entry, but nobody who waits for it: the retry gets one of its own.
    desk.othersAgree = true;
    await desk.elect();
    expect(await desk.request(id, 1, append('a'))).toEqual({ status: 'OK' });
    expect(desk.log.slice(-2)).toEqual([
      { kind: 'clientRequest', clientId: id, sequenceNum: 1, command: append('a') },
      { kind: 'clientRequest', clientId: id, sequenceNum: 1, command: append('a') },
    ]);
    expect(await desk.request(id, 2, get)).toEqual({ status: 'OK', response: 'a' });
  });

  it('A retry while the first attempt is on its way waits for the same entry', async () => {
    const desk = await leader();
    const id = await desk.register();
    const { length } = desk.log;
    const replies = [desk.request(id, 1, append('a')), desk.request(id, 1, append('a'))];
    expect(await Promise.all(replies)).toEqual([{ status: 'OK' }, { status: 'OK' }]);
    expect(desk.log).toHaveLength(length + 1);
  });

  it('Each client has its own numbers', async () => {
    const desk = await leader();
    const [one, other] = [await desk.register(), await desk.register()];
    expect(one).not.toBe(other);
    await desk.request(one, 1, append('a'));
    await desk.request(other, 1, append('b'));
    expect(await desk.request(other, 2, get)).toEqual({ status: 'OK', response: 'ab' });
  });
});

describe('§8 Linearizable reads must not return stale data', () => {
  it('A leader that hears from nobody does not answer, also of what it knows', async () => {
    const desk = await leader();
    const id = await desk.register();
    await desk.request(id, 1, put('a'));
    desk.othersAgree = false;
    let reply: unknown;
    void desk.request(id, 2, get).then((answer) => (reply = answer));
    await desk.pass(60_000);
    expect(reply).toBeUndefined();
  });

  it('A get is executed in its place in the log', async () => {
    const desk = await leader();
    const id = await desk.register();
    const other = await desk.register();
    desk.othersAgree = false;
    const replies = [desk.request(id, 1, put('a')), desk.request(other, 1, get)];
    replies.push(desk.request(await Promise.resolve(id), 2, put('b')));
    desk.othersAgree = true;
    await desk.pass(200);
    expect((await Promise.all(replies))[1]).toEqual({ status: 'OK', response: 'a' });
  });
});

describe('A leader that was deposed', () => {
  it('says so to those who wait, and who leads now', async () => {
    const desk = await leader();
    const id = await desk.register();
    desk.othersAgree = false;
    const reply = desk.request(id, 1, put('a'));
    await desk.pass(0);
    await desk.depose(9);
    await desk.pass(100);
    expect(await reply).toEqual({ status: 'NOT_LEADER', leaderHint: 'S2' });
  });

  it('never answers with the result of the command that another leader put in its place', async () => {
    const desk = await leader();
    desk.othersAgree = false;
    const reply = desk.kv.registerClient({});
    await desk.pass(0);
    const command = {
      proposer: 'S2/other',
      serial: 1,
      clock: 0,
      command: { kind: 'registerClient' },
    };
    await desk.depose(9, [{ term: 9, command }], 1);
    await desk.pass(100);
    expect(await reply).toEqual({ status: 'NOT_LEADER', leaderHint: 'S2' });
  });

  it('… also when that one was proposed by an earlier incarnation of itself', async () => {
    const desk = await leader();
    desk.othersAgree = false;
    void desk.kv.registerClient({});
    await desk.pass(0);
    const [entry] = desk.disk.state!.log;
    desk.restart();
    desk.disk = {};
    desk.restart();
    desk.othersAgree = true;
    await desk.elect();
    desk.othersAgree = false;
    const reply = desk.kv.registerClient({});
    await desk.pass(0);
    await desk.depose(9, [{ ...entry!, term: 9 }], 1);
    await desk.pass(100);
    expect(await reply).toEqual({ status: 'NOT_LEADER', leaderHint: 'S2' });
  });
});

describe('§7 Snapshots', () => {
  it('are taken when the log has grown beyond maxRaftState', async () => {
    const desk = new ServerDesk({ maxRaftState: 1000 });
    await desk.elect();
    const id = await desk.register();
    let longest = 0;
    for (let n = 1; n <= 50; n++) {
      await desk.request(id, n, append('x'));
      expect(JSON.stringify(desk.disk.state).length).toBeLessThan(1500);
      longest = Math.max(longest, desk.log.length);
    }
    expect(longest).toBeGreaterThan(3); // Not at every command.
    expect(desk.disk.snapshot!.length).toBeLessThan(200);
  });

  it('… and are worth their while when a long log is executed at once', async () => {
    const desk = new ServerDesk({ maxRaftState: 1000 });
    await desk.elect();
    const clients: (number | string)[] = [];
    for (let n = 0; n < 300; n++) clients.push(await desk.register());
    const before = desk.snapshots;
    desk.othersAgree = false;
    const replies = clients.map((id) => desk.request(id, 1, append('x')));
    await desk.pass(0);
    desk.othersAgree = true;
    await desk.pass(200);
    expect(await Promise.all(replies)).toHaveLength(300);
    expect(desk.snapshots - before).toBeLessThan(50);
    expect(JSON.stringify(desk.disk.state).length).toBeLessThan(1500);
  });

  it('hold the sessions: a retry after a restart is a retry', async () => {
    const desk = new ServerDesk({ maxRaftState: 0 });
    await desk.elect();
    const id = await desk.register();
    await desk.request(id, 1, append('a'));
    desk.restart();
    expect(desk.log).toEqual([]);
    await desk.elect();
    expect(await desk.request(id, 1, append('a'))).toEqual({ status: 'OK' });
    expect(await desk.request(id, 2, get)).toEqual({ status: 'OK', response: 'a' });
  });

  it('that the leader sends take the place of the state', async () => {
    const from = new ServerDesk({ maxRaftState: 0 });
    await from.elect();
    const id = await from.register();
    await from.request(id, 1, put('a'));
    const desk = new ServerDesk();
    const last = { lastIncludedIndex: 2, lastIncludedTerm: 1 };
    const data = from.disk.snapshot!;
    await desk.raft.installSnapshot({ ...last, term: 2, leaderId: 'S3', data });
    await desk.elect();
    expect(await desk.request(id, 1, put('b'))).toEqual({ status: 'OK' });
    expect(await desk.request(id, 2, get)).toEqual({ status: 'OK', response: 'a' });
  });
});
