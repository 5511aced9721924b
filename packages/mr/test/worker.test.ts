import { setTimeout as sleep } from 'node:timers/promises';
import type { App, HeartbeatReply, Task } from 'mr';
import { describe, expect, it } from 'vitest';
import { runWorker } from '../src/index.ts';
import type { Beat } from '../src/worker.ts';
import { Folder } from './folder.ts';

type Answer = HeartbeatReply['task'] | undefined;

/** A coordinator that answers by hand: what it hears is kept. */
class Script {
  readonly heard: Beat[] = [];
  private readonly answer: (beat: Beat, number: number) => Answer | Promise<Answer>;

  constructor(answer: (beat: Beat, number: number) => Answer | Promise<Answer>) {
    this.answer = answer;
  }

  readonly call = async (_method: 'heartbeat', beat: Beat): Promise<HeartbeatReply | undefined> => {
    this.heard.push(beat);
    const task = await this.answer(beat, this.heard.length);
    return task && { worker: 'W', task };
  };
}

const app: App = {
  input: 'line',
  map: (_key, line, emit) => emit(line, '1'),
  reduce: (key, _values, emit) => emit(key),
};

class Bench {
  readonly folder: Folder;
  readonly task: Task;

  private constructor(folder: Folder, file: string) {
    this.folder = folder;
    const split = { file, start: 0, end: 4 };
    this.task = { kind: 'map', number: 7, attempt: '1.1', split, nReduce: 1 };
  }

  static async make(): Promise<Bench> {
    const folder = await Folder.make();
    return new Bench(folder, await folder.write('in', 'a\nb\n'));
  }

  run(coordinators: Script[], options: { app?: App; giveUpAfter?: number } = {}) {
    const { path: dir } = this.folder;
    return runWorker({ coordinators, app, dir, beatEvery: 5, giveUpAfter: 60_000, ...options });
  }
}

describe('a worker', () => {
  it('tells what it has done until a reply comes, and then no more', async () => {
    const bench = await Bench.make();
    let lost = 3;
    const script = new Script(({ done }, number) => {
      if (number === 1) return bench.task;
      if (done === undefined) return number < 20 && lost > 0 ? bench.task : 'exit';
      return lost-- > 0 ? undefined : 'wait';
    });

    expect(await bench.run([script])).toEqual({ status: 'exit' });

    const told = script.heard.filter(({ done }) => done !== undefined);
    const files = ['mr-7-0.tmp.1.1'];
    const done = { task: { kind: 'map', number: 7 }, attempt: '1.1', files };
    expect(told.map((beat) => beat.done)).toEqual([done, done, done, done]);
    expect(script.heard.at(-1)?.done).toBeUndefined();
  });

  it('has a name from the first reply on, and says before who it is', async () => {
    const bench = await Bench.make();
    const script = new Script(
      (_beat, number) => [undefined, undefined, 'wait', 'exit'][number - 1] as Answer,
    );
    await bench.run([script]);
    expect(script.heard.map(({ worker }) => worker)).toEqual([
      undefined,
      undefined,
      undefined,
      'W',
    ]);
    expect(new Set(script.heard.map(({ nonce }) => nonce)).size).toBe(1);
  });

  it('beats while it works: a long map over lines lets the beats through', async () => {
    const bench = await Bench.make();
    const busy: App = {
      ...app,
      map: (_key, line, emit) => {
        const until = performance.now() + 100;
        while (performance.now() < until);
        emit(line, '1');
      },
    };
    let during = 0;
    const script = new Script(({ done }, number) => {
      if (done) return 'exit';
      if (number > 1) during += 1;
      return bench.task;
    });
    await bench.run([script], { app: busy });
    expect(during).toBeGreaterThan(0);
  });

  it('drops an attempt that the coordinator has given up, and removes its files', async () => {
    const bench = await Bench.make();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow: App = { ...app, map: (_key, line, emit) => gate.then(() => emit(line, '1')) };
    const script = new Script((_beat, number) => {
      if (number === 1) return bench.task;
      if (number === 3) release();
      return number < 30 ? 'wait' : 'exit';
    });
    await bench.run([script], { app: slow });
    expect(script.heard.filter(({ done, failed }) => done ?? failed)).toEqual([]);
    expect(await bench.folder.names()).toEqual(['in']);
  });

  it('says why an attempt has failed', async () => {
    const bench = await Bench.make();
    const broken: App = {
      ...app,
      map: (_key, line, emit) => emit(line, 1 as unknown as string),
    };
    const script = new Script(({ failed }) => (failed ? 'exit' : bench.task));
    await bench.run([script], { app: broken });
    const reason =
      `map(${bench.folder.path}/in:0): TypeError: emit expects a value that is text, ` +
      `but it got number: say String(value)`;
    const failed = { task: { kind: 'map', number: 7 }, attempt: '1.1', reason };
    expect(script.heard.at(-1)?.failed).toEqual(failed);
  });

  it('says which inputs of a reduce task are missing', async () => {
    const bench = await Bench.make();
    await bench.folder.write('mr-0-0', '[["a","1",2]]\n');
    const inputs = ['mr-0-0', 'mr-1-0', 'mr-2-0'];
    const task: Task = { kind: 'reduce', number: 0, attempt: '1.1', inputs };
    const script = new Script(({ failed }) => (failed ? 'exit' : task));
    await bench.run([script]);
    expect(script.heard.at(-1)?.failed).toMatchObject({ missing: ['mr-1-0', 'mr-2-0'] });
  });

  it('asks the next coordinator when one does not answer, or is a standby', async () => {
    const bench = await Bench.make();
    const dead = new Script(() => undefined);
    const standby = new Script(() => 'standby');
    const works = new Script((_beat, number) => (number < 3 ? 'wait' : 'exit'));
    expect(await bench.run([dead, standby, works])).toEqual({ status: 'exit' });
    expect([dead, standby, works].map(({ heard }) => heard.length)).toEqual([1, 1, 3]);
  });

  it('gives up when it reaches no coordinator for so long', async () => {
    const bench = await Bench.make();
    const deaf = new Script((_beat, number) => (number < 3 ? 'wait' : undefined));
    const end = await bench.run([deaf], { giveUpAfter: 50 });
    expect(end.status).toBe('unreachable');
    expect(deaf.heard.length).toBeGreaterThan(3);
  });

  it('takes a reply that is very late for lost', async () => {
    const bench = await Bench.make();
    const script = new Script(async (_beat, number) => {
      if (number === 1) await sleep(400);
      return number < 3 ? 'wait' : 'exit';
    });
    expect(await bench.run([script])).toEqual({ status: 'exit' });
    expect(script.heard.map(({ worker }) => worker)).toEqual([undefined, undefined, 'W']);
  });
});
