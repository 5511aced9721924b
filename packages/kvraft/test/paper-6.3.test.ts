/**
 * The reference, sentence by sentence: the dissertation's §6.3, implementing linearizable semantics,
 * and RegisterClient and ClientRequest in its Figure 6.1. The sentences are told, not quoted.
 */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AgreedClock } from '../src/agreed-clock.ts';
import { type Command, KeyValue } from '../src/state-machine.ts';
import { ServerDesk } from './desk.ts';

/** Virtual ms. */
const TIMEOUT = 1000;

/** A state machine, and the log that it executes. */
class Log {
  readonly machine = new KeyValue(TIMEOUT);
  index = 0;

  apply(clock: number, command: Command) {
    this.index += 1;
    return this.machine.apply(command, { index: this.index, clock });
  }

  register(clock: number): number | string {
    const reply = this.apply(clock, { kind: 'registerClient' });
    if (!('clientId' in reply)) throw new Error('no client id');
    return reply.clientId;
  }

  append(clock: number, clientId: number | string, sequenceNum: number, value: string) {
    const command = { kind: 'append', key: 'k', value } as const;
    return this.apply(clock, { kind: 'clientRequest', clientId, sequenceNum, command });
  }

  get(clock: number, clientId: number | string, sequenceNum: number, key = 'k') {
    const command = { kind: 'get', key } as const;
    return this.apply(clock, { kind: 'clientRequest', clientId, sequenceNum, command });
  }
}

const OK = { status: 'OK' };
const EXPIRED = { status: 'SESSION_EXPIRED' };

describe('RegisterClient, Figure 6.1', () => {
  it('4. The client gets a unique identifier: the index of the register command', () => {
    const log = new Log();
    expect([log.register(0), log.register(0)]).toEqual([1, 2]);
    log.append(0, 1, 1, 'a');
    expect(log.register(0)).toBe(4);
  });
});

describe('ClientRequest, Figure 6.1', () => {
  it('3. Without a record of the client: SESSION_EXPIRED, and nothing is executed', () => {
    const log = new Log();
    const client = log.register(0);
    expect(log.append(0, 99, 1, 'a')).toEqual(EXPIRED);
    expect(log.get(0, 99, 1)).toEqual(EXPIRED);
    expect(log.get(0, client, 1)).toEqual({ ...OK, response: '' });
  });

  it('4. A sequenceNum that was processed: OK, and nothing is executed', () => {
    const log = new Log();
    const client = log.register(0);
    log.append(0, client, 1, 'a');
    expect(log.append(0, client, 1, 'a')).toEqual(OK);
    log.append(0, client, 2, 'b');
    expect(log.append(0, client, 1, 'a')).toEqual(OK); // An old copy, which nobody waits for.
    expect(log.get(0, client, 3)).toEqual({ ...OK, response: 'ab' });
  });

  it('5. to 7. The state machine’s output is the reply', () => {
    const log = new Log();
    const client = log.register(0);
    const put = { kind: 'put', key: 'k', value: 'x' } as const;
    log.append(0, client, 1, 'a');
    log.apply(0, { kind: 'clientRequest', clientId: client, sequenceNum: 2, command: put });
    log.append(0, client, 3, 'y');
    expect(log.get(0, client, 4)).toEqual({ ...OK, response: 'xy' });
    expect(log.get(0, client, 5, 'other')).toEqual({ ...OK, response: '' });
  });

  it('A get does not count as processed: to read again is as right', () => {
    const log = new Log();
    const [reader, writer] = [log.register(0), log.register(0)];
    expect(log.get(0, reader, 1)).toEqual({ ...OK, response: '' });
    log.append(0, writer, 1, 'a');
    expect(log.get(0, reader, 1)).toEqual({ ...OK, response: 'a' });
    expect(log.append(0, reader, 1, 'b')).toEqual(OK);
  });
});

describe('On arrival', () => {
  it('a command that was executed is answered at once, anything else has to go through the log', () => {
    const log = new Log();
    const clientId = log.register(0);
    log.append(0, clientId, 1, 'a');
    const command = { kind: 'append', key: 'k', value: 'a' } as const;
    const { machine } = log;
    expect(machine.responseTo({ clientId, sequenceNum: 1, command }, 0)).toEqual(OK);
    expect(machine.responseTo({ clientId, sequenceNum: 2, command }, 0)).toBeUndefined();
    expect(machine.responseTo({ clientId: 99, sequenceNum: 1, command }, 0)).toBeUndefined();
    const get = { kind: 'get', key: 'k' } as const;
    expect(machine.responseTo({ clientId, sequenceNum: 1, command: get }, 0)).toBeUndefined();
  });

  it('a retry goes through the log when its session is to be renewed', () => {
    const log = new Log();
    const clientId = log.register(0);
    log.append(0, clientId, 1, 'a');
    const command = { kind: 'append', key: 'k', value: 'a' } as const;
    const retry = { clientId, sequenceNum: 1, command };
    expect(log.machine.responseTo(retry, TIMEOUT / 2)).toEqual(OK);
    expect(log.machine.responseTo(retry, TIMEOUT / 2 + 1)).toBeUndefined();
  });
});

describe('§6.3 Servers can’t keep sessions for ever, and agree on which one to expire', () => {
  it('by the time in the log: one that was silent for longer than the timeout is gone', () => {
    const log = new Log();
    const [one, other] = [log.register(0), log.register(0)];
    log.append(600, one, 1, 'a');
    expect(log.append(1000, other, 1, 'b')).toEqual(OK); // Not longer.
    expect(log.append(1601, one, 2, 'c')).toEqual(EXPIRED);
    expect(log.append(2000, other, 2, 'd')).toEqual(OK);
  });

  it('A get keeps a session alive as well as a put does', () => {
    const log = new Log();
    const client = log.register(0);
    log.get(800, client, 1);
    expect(log.append(1600, client, 2, 'a')).toEqual(OK);
  });

  it('A retry keeps a session alive as well as a new command does', () => {
    const log = new Log();
    const client = log.register(0);
    log.append(100, client, 1, 'a');
    expect(log.append(900, client, 1, 'a')).toEqual(OK);
    expect(log.append(1900, client, 2, 'b')).toEqual(OK);
    expect(log.get(1900, client, 3)).toEqual({ ...OK, response: 'ab' });
  });

  it('A client whose session expired gets an error, never a second execution', () => {
    const log = new Log();
    const client = log.register(0);
    log.append(0, client, 1, 'a');
    expect(log.append(1001, client, 1, 'a')).toEqual(EXPIRED);
    expect(log.get(1001, log.register(1001), 1)).toEqual({ ...OK, response: 'a' });
  });

  it('What is left of clients that are gone is nothing', () => {
    const log = new Log();
    for (let n = 0; n < 1000; n++) log.append(n * 10, log.register(n * 10), 1, '');
    expect(log.machine.snapshot().sessions.length).toBeLessThanOrEqual(101);
  });
});

describe('A snapshot', () => {
  it('holds the store and the sessions, whatever the keys are called', () => {
    const log = new Log();
    const client = log.register(0);
    const put = { kind: 'put', key: '__proto__', value: 'x' } as const;
    log.apply(5, { kind: 'clientRequest', clientId: client, sequenceNum: 1, command: put });
    const other = new Log();
    other.index = log.index;
    other.machine.restore(JSON.parse(JSON.stringify(log.machine.snapshot())));
    expect(other.get(6, client, 2, '__proto__')).toEqual({ ...OK, response: 'x' });
    expect(other.append(1007, client, 3, 'a')).toEqual(EXPIRED);
  });

  it('leads to the same expiry as the log does', () => {
    const log = new Log();
    const [one, other] = [log.register(0), log.register(1)];
    log.append(2, one, 1, 'a'); // Now the other one is the next to expire.
    const restored = new Log();
    restored.index = log.index;
    restored.machine.restore(log.machine.snapshot());
    for (const { machine } of [log, restored]) {
      machine.apply({ kind: 'registerClient' }, { index: 4, clock: 1002 });
    }
    expect(restored.machine.snapshot()).toEqual(log.machine.snapshot());
    expect(log.machine.snapshot().sessions.map(([id]) => id)).toEqual([one, 4]);
    expect(other).toBe(2);
  });
});

describe('§6.3 The cluster’s clock', () => {
  function useOwnTime(): void {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
  }

  it('is what the leader proposes: the time of the last entry, and what has passed since', () => {
    useOwnTime();
    const clock = new AgreedClock(5000);
    vi.advanceTimersByTime(300);
    expect(clock.propose()).toBe(5300);
    expect(clock.now).toBe(5000); // Agreed is what was committed.
    clock.follow(7000);
    vi.advanceTimersByTime(100);
    expect([clock.now, clock.propose()]).toEqual([7000, 7100]);
  });

  it('goes on while a leader is busy: its own entries do not set it back', () => {
    useOwnTime();
    const clock = new AgreedClock(0);
    for (let n = 0; n < 100; n++) {
      const proposed = clock.propose();
      vi.advanceTimersByTime(10); // It takes a while to commit.
      clock.advance(proposed);
    }
    expect(clock.propose()).toBe(1000);
  });

  it('goes on from what a new leader has proposed, though older entries are committed with it', () => {
    useOwnTime();
    const clock = new AgreedClock(1000);
    vi.advanceTimersByTime(500); // An election.
    const proposed = clock.propose();
    clock.follow(1002); // An entry of the leader before.
    clock.advance(proposed);
    vi.advanceTimersByTime(10);
    expect([clock.now, clock.propose()]).toEqual([1500, 1510]);
  });

  it('never goes back, whatever a leader proposes', () => {
    useOwnTime();
    const clock = new AgreedClock(5000);
    clock.follow(4000);
    clock.advance(3000);
    expect([clock.now, clock.propose()]).toEqual([5000, 5000]);
  });

  it('does not run ahead by what a follower’s own clock has gained', () => {
    useOwnTime();
    const clock = new AgreedClock(0);
    vi.advanceTimersByTime(1_000_000); // On a clock that is much too fast.
    clock.follow(10);
    expect(clock.propose()).toBe(10);
  });

  it('is followed by those who do not lead, whatever their own clocks say', async () => {
    const desk = new ServerDesk();
    await desk.pass(1_000_000);
    const command = { proposer: 'S2/a', serial: 1, clock: 10, command: { kind: 'registerClient' } };
    const term = (await desk.raft.getState()).term + 1;
    await desk.depose(term, [{ term, command }], 1);
    const since = Date.now();
    await desk.elect();
    await desk.register();
    expect(desk.clocks).toEqual([10, 10 + Date.now() - since]);
  });

  it('goes on in a leader while its entries take their time', async () => {
    const desk = new ServerDesk();
    await desk.elect();
    for (let n = 0; n < 5; n++) {
      desk.othersAgree = false;
      const registered = desk.register();
      await desk.pass(50);
      desk.othersAgree = true;
      await desk.pass(100);
      await registered;
    }
    const [first = 0, ...others] = desk.clocks;
    expect(others.map((clock) => clock - first)).toEqual([150, 300, 450, 600]);
  });
});
