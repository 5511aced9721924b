/** The reference, sentence by sentence: §8, client interaction, as clients see it. */
import { SessionExpired } from 'kvraft';
import { describe, expect, it } from 'vitest';
import { ClerkDesk, SESSION_TIMEOUT } from './desk.ts';

const OK = { status: 'OK' };
const NOT_LEADER = { status: 'NOT_LEADER' };

async function registered(): Promise<ClerkDesk> {
  const desk = new ClerkDesk();
  const got = desk.clerk.get('k');
  await desk.register();
  await desk.answer({ ...OK, response: 'a' });
  expect(await got).toBe('a');
  return desk;
}

/** How a promise ended. */
function outcome(promise: Promise<unknown>): { value?: unknown } {
  const ended: { value?: unknown } = {};
  promise.then(
    (value) => (ended.value = value ?? 'done'),
    (error: unknown) => (ended.value = error),
  );
  return ended;
}

describe('§8 If the client’s first choice is not the leader', () => {
  it('the client asks another one', async () => {
    const desk = new ClerkDesk();
    void desk.clerk.get('k');
    await desk.pass(0);
    await desk.answer(NOT_LEADER);
    await desk.answer(NOT_LEADER);
    expect(desk.asked).toEqual(['S1', 'S2', 'S3']);
  });

  it('the one that it is told of first', async () => {
    const desk = new ClerkDesk();
    void desk.clerk.get('k');
    await desk.pass(0);
    await desk.answer({ ...NOT_LEADER, leaderHint: 'S3' });
    expect(desk.asked).toEqual(['S1', 'S3']);
    await desk.register();
    expect(desk.asked).toEqual(['S1', 'S3', 'S3']); // Whoever has answered stays its first choice.
  });

  it('When none is, it tries again after a while, for ever', async () => {
    const desk = new ClerkDesk();
    void desk.clerk.get('k');
    await desk.pass(0);
    for (let round = 1; round <= 20; round++) {
      for (let n = 1; n <= 3; n++) await desk.answer(NOT_LEADER);
      expect(desk.calls).toHaveLength(3 * round);
      await desk.pass(50);
    }
  });

  it('A circle of hints costs one attempt a round', async () => {
    const desk = new ClerkDesk();
    void desk.clerk.get('k');
    await desk.pass(0);
    await desk.answer({ ...NOT_LEADER, leaderHint: 'S2' });
    await desk.answer({ ...NOT_LEADER, leaderHint: 'S1' });
    expect(desk.asked).toEqual(['S1', 'S2', 'S3']);
  });

  it('So does a hint to a server that is dead, and one to nobody is none', async () => {
    const desk = new ClerkDesk();
    void desk.clerk.get('k');
    await desk.pass(0);
    await desk.answer({ ...NOT_LEADER, leaderHint: 'S3' });
    await desk.pass(500);
    await desk.answer({ ...NOT_LEADER, leaderHint: 'S3' });
    expect(desk.asked).toEqual(['S1', 'S3', 'S2']);
    await desk.pass(50);
    await desk.answer({ ...NOT_LEADER, leaderHint: 'S99' });
    expect(desk.asked).toEqual(['S1', 'S3', 'S2', 'S1', 'S2']);
  });
});

describe('§8 If the leader crashes, client requests will time out', () => {
  it('clients then try again with other servers', async () => {
    const desk = await registered();
    const { length } = desk.calls;
    void desk.clerk.get('k');
    await desk.pass(1000);
    expect(desk.asked.slice(length)).toEqual(['S1', 'S2', 'S3']);
  });

  it('at once when they hear that no reply will come', async () => {
    const desk = await registered();
    void desk.clerk.get('k');
    await desk.pass(0);
    await desk.answer(undefined);
    expect(desk.last.to).toBe('S2');
  });

  it('who was silent is not their first choice any more', async () => {
    const desk = new ClerkDesk();
    void desk.clerk.get('k');
    await desk.pass(0);
    await desk.answer({ ...NOT_LEADER, leaderHint: 'S3' });
    await desk.register();
    await desk.answer(undefined);
    await desk.answer(NOT_LEADER);
    await desk.answer(NOT_LEADER);
    await desk.pass(50);
    expect(desk.asked).toEqual(['S1', 'S3', 'S3', 'S1', 'S2', 'S1']);
  });

  it('What comes too late is not heard', async () => {
    const desk = await registered();
    const got = outcome(desk.clerk.get('k'));
    await desk.pass(0);
    const first = desk.last;
    await desk.pass(500);
    first.answer({ ...OK, response: 'late' });
    await desk.pass(0);
    await desk.answer({ ...OK, response: 'b' });
    expect(got.value).toBe('b');
  });
});

describe('§8 Clients assign unique serial numbers to every command', () => {
  it('the same in each attempt, another one in the next', async () => {
    const desk = await registered();
    const { length } = desk.calls;
    const put = desk.clerk.put('k', 'x');
    await desk.pass(0);
    await desk.answer(undefined);
    await desk.answer(OK);
    await put;
    void desk.clerk.append('k', 'y');
    await desk.pass(0);
    const numbers = desk.calls.slice(length).map(({ args }) => args);
    const command = { kind: 'put', key: 'k', value: 'x' };
    const append = { kind: 'append', key: 'k', value: 'y' };
    expect(numbers).toEqual([
      { clientId: 7, sequenceNum: 2, command },
      { clientId: 7, sequenceNum: 2, command },
      { clientId: 7, sequenceNum: 3, command: append },
    ]);
  });

  it('and send one at a time, in the order in which they were started', async () => {
    const desk = await registered();
    const { length } = desk.calls;
    const values = [outcome(desk.clerk.get('a')), outcome(desk.clerk.get('b'))];
    await desk.pass(0);
    expect(desk.calls).toHaveLength(length + 1);
    await desk.answer({ ...OK, response: '1' });
    expect(values.map(({ value }) => value)).toEqual(['1', undefined]);
    await desk.answer({ ...OK, response: '2' });
    expect(values.map(({ value }) => value)).toEqual(['1', '2']);
  });
});

describe('§6.3 of the dissertation: a session', () => {
  it('is opened with the first operation, and serves them all', async () => {
    const desk = new ClerkDesk();
    expect(desk.calls).toEqual([]);
    void desk.clerk.put('k', 'a');
    await desk.register();
    await desk.answer(OK);
    void desk.clerk.put('k', 'b');
    await desk.pass(0);
    const methods = desk.calls.map(({ method }) => method);
    expect(methods).toEqual(['registerClient', 'clientRequest', 'clientRequest']);
  });

  it('that has expired is an error: the operation may have been executed', async () => {
    const desk = await registered();
    const put = outcome(desk.clerk.put('k', 'x'));
    const { length } = desk.calls;
    await desk.pass(0);
    await desk.answer({ status: 'SESSION_EXPIRED' });
    expect(put.value).toBeInstanceOf(SessionExpired);
    expect(desk.calls).toHaveLength(length + 1);
  });

  it('… and the next operation opens another', async () => {
    const desk = await registered();
    void outcome(desk.clerk.put('k', 'x'));
    const next = outcome(desk.clerk.put('k', 'y'));
    await desk.pass(0);
    await desk.answer({ status: 'SESSION_EXPIRED' });
    await desk.register(8);
    expect(desk.last.args).toMatchObject({ clientId: 8, command: { value: 'y' } });
    await desk.answer(OK);
    expect(next.value).toBe('done');
  });

  it('that was silent for long is given up before it can expire under way', async () => {
    const desk = await registered();
    await desk.pass(SESSION_TIMEOUT / 2);
    void desk.clerk.get('k');
    await desk.pass(0);
    expect(desk.last.method).toBe('clientRequest');
    await desk.answer({ ...OK, response: 'a' });
    await desk.pass(SESSION_TIMEOUT / 2 + 1);
    void desk.clerk.get('k');
    await desk.pass(0);
    expect(desk.last.method).toBe('registerClient');
  });
});
