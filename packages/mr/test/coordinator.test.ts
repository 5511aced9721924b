import { appendFile, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { App, Coordinator, HeartbeatArgs, HeartbeatReply, Task } from 'mr';
import { apps } from 'mr/apps';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Folder } from './folder.ts';
import { endTo, Job } from './job.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A worker by hand, which writes what it is told. */
class Hand {
  readonly folder: Folder;
  private readonly coordinator: Coordinator;
  private worker: string | undefined;

  constructor(folder: Folder, coordinator: Coordinator) {
    this.folder = folder;
    this.coordinator = coordinator;
  }

  async beat(args: Omit<HeartbeatArgs, 'worker'> = {}): Promise<HeartbeatReply['task']> {
    const { worker } = this;
    const reply = await this.coordinator.heartbeat({ ...(worker && { worker }), ...args });
    this.worker = reply.worker;
    return reply.task;
  }

  async task(): Promise<Task> {
    const task = await this.beat();
    if (typeof task === 'string') throw new Error(`expected a task, but got ${task}`);
    return task;
  }

  /** Writes an attempt's files, with some content of which the names tell. */
  async write(task: Task) {
    const { kind, number, attempt } = task;
    const finals =
      task.kind === 'map'
        ? Array.from({ length: task.nReduce }, (_, y) => `mr-${number}-${y}`)
        : [`mr-out-${number}`];
    const files = finals.map((name) => `${name}.tmp.${attempt}`);
    for (const file of files) await this.folder.write(file, `of ${attempt}\n`);
    return { task: { kind, number }, attempt, files };
  }
}

async function jobOf(maps: number, options = {}): Promise<{ folder: Folder; job: Job }> {
  const folder = await Folder.make();
  const files: string[] = [];
  for (let x = 0; x < maps; x++) files.push(await folder.write(`in-${x}`, 'a b\n'));
  return { folder, job: new Job(apps.wc, folder, files, { nReduce: 1, ...options }) };
}

describe('the coordinator', () => {
  it('gives files their final names when it has accepted the attempt, and never before', async () => {
    const { folder, job } = await jobOf(1);
    const hand = new Hand(folder, job.coordinator());
    const done = await hand.write(await hand.task());
    expect(await folder.names()).toContain('mr-0-0.tmp.1.1');

    const reduce = await hand.beat({ done });

    expect(reduce).toMatchObject({ kind: 'reduce', inputs: ['mr-0-0'] });
    expect(await folder.read('mr-0-0')).toBe('of 1.1\n');
    expect(await folder.names()).not.toContain('mr-0-0.tmp.1.1');
  });

  it('hears of the same result twice, also while it accepts it, and keeps the files', async () => {
    const { folder, job } = await jobOf(2, { nReduce: 100 });
    const hand = new Hand(folder, job.coordinator());
    const done = await hand.write(await hand.task());

    const [once, twice] = await Promise.all([hand.beat({ done }), hand.beat({ done })]);
    expect(await hand.beat({ done })).toEqual(once);

    expect(twice).toEqual(once);
    expect(await folder.read('mr-0-99')).toBe('of 1.1\n');
  });

  it('refuses the late result of a worker that was removed, and removes its files', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { folder, job } = await jobOf(1);
    const coordinator = job.coordinator();
    const [late, other] = [new Hand(folder, coordinator), new Hand(folder, coordinator)];
    const done = await late.write(await late.task());
    now.mockReturnValue(2001);
    const again = await other.task();
    expect(await folder.names()).not.toContain('mr-0-0.tmp.1.1'); // Those of the dead go at once.

    await late.write({ ...again, attempt: '1.1' });
    expect(await late.beat({ done })).toBe('wait');

    expect(await folder.names()).not.toContain('mr-0-0.tmp.1.1');
    expect(await other.beat({ done: await other.write(again) })).toMatchObject({ kind: 'reduce' });
    expect(await folder.read('mr-0-0')).toBe('of 1.2\n');
  });

  it('does not accept files that are not there, are too few, or belong to somebody else', async () => {
    const { folder, job } = await jobOf(1, { nReduce: 2 });
    const coordinator = job.coordinator();
    const hand = new Hand(folder, coordinator);
    const bad = [
      ['mr-0-0.tmp.1.1', 'nowhere'],
      ['mr-0-0.tmp.1.2'],
      ['mr-0-0.tmp.1.3', 'journal'],
      [],
    ];
    let last;
    for (const files of bad) {
      const done = await hand.write(await hand.task());
      last = await hand.beat({ done: { ...done, files } });
    }
    expect(last).toBe('exit'); // At once: once a fifth attempt was given out.
    await expect(coordinator.over).resolves.toMatchObject({ status: 'failed' });
  });

  it('has a map done again when its output is gone', async () => {
    const { folder, job } = await jobOf(2);
    const coordinator = job.coordinator();
    const hand = new Hand(folder, coordinator);
    await hand.beat({ done: await hand.write(await hand.task()) });
    await hand.beat({ done: await hand.write(await hand.task()) });
    const { kind, number, attempt } = await hand.task();
    const failed = { task: { kind, number }, attempt, reason: 'gone' };
    await unlink(join(folder.path, 'mr-1-0'));

    const map = await hand.beat({ failed: { ...failed, missing: ['mr-0-0', 'mr-1-0'] } });

    expect(map).toMatchObject({ kind: 'map', number: 1 }); // mr-0-0 is there.
    const end = hand.beat({ done: await hand.write(await hand.task()) });
    expect(await end).toMatchObject({ kind: 'reduce', number: 0 });
  });

  it('ends the job with the reason when an application fails', async () => {
    const folder = await Folder.make();
    const file = await folder.write('in', 'a\n');
    const app: App = {
      ...apps.wc,
      map: () => {
        throw new TypeError('x is not a function');
      },
    };
    const { end, workers } = await new Job(app, folder, [file]).run();

    const reason = `map task 0 has failed 4 times, at last with map(${file}:0): TypeError: x is not a function`;
    expect(end).toEqual({ status: 'failed', reason });
    expect(workers).toEqual([{ status: 'exit' }, { status: 'exit' }]);
    expect(await folder.names()).toEqual(['in', 'journal']);
  });

  it('says which inputs are missing, and which are too large', async () => {
    const { folder, job } = await jobOf(1);
    const missing = join(folder.path, 'nothing.txt');
    const options = { files: [...job.options.files, missing, folder.path] };
    const end = await job.coordinator(options).over;
    expect(end).toEqual({
      status: 'failed',
      reason:
        `${missing} can't be read: ENOENT: no such file or directory, open '${missing}'\n` +
        `${folder.path} can't be read: expected a file, but it is a folder or a device: ` +
        `name the files in it`,
    });
    const large = await folder.write('large', '');
    await truncate(large, 70_000_000);
    const whole = await job.coordinator({ files: [large], input: 'file' }).over;
    expect(whole).toEqual({
      status: 'failed',
      reason:
        `${large} is too large: it has 70,000,000 bytes, and an application that declares ` +
        `input 'file' gets files of at most 67,108,864 bytes: cut the file into several, ` +
        `or declare input 'line'`,
    });
  });

  it('goes on where another has ended: what was done stays done, what runs goes on', async () => {
    const { folder, job } = await jobOf(3);
    const first = new Hand(folder, job.coordinator());
    await first.beat({ done: await first.write(await first.task()) });
    const running = await first.task();

    const coordinator = job.coordinator({ me: 'C2' });
    const hand = new Hand(folder, coordinator);
    const reply = await coordinator.heartbeat({ worker: 'worker-1.1' });
    expect(reply).toEqual({ worker: 'worker-1.1', task: running });
    const last = await hand.task();
    expect(last).toMatchObject({ kind: 'map', number: 2, attempt: '2.1' });
    await hand.beat({ done: await hand.write(last) });
    const done = await hand.write(running);
    const { task } = await coordinator.heartbeat({ worker: 'worker-1.1', done });
    expect(task).toMatchObject({ kind: 'reduce' });
  });

  it('does the renames that another has decided and not done', async () => {
    const { folder, job } = await jobOf(1, { nReduce: 2 });
    const first = new Hand(folder, job.coordinator());
    const { files, ...rest } = await first.write(await first.task());
    const commit = { kind: 'commit', ...rest, files, epoch: 1 };
    await appendFile(join(folder.path, 'journal'), `${JSON.stringify(commit)}\n`);

    const hand = new Hand(folder, job.coordinator({ me: 'C2' }));

    expect(await hand.task()).toMatchObject({ kind: 'reduce', attempt: '2.1' });
    expect(await folder.read('mr-0-1')).toBe('of 1.1\n');
  });

  it('has a task done again that was committed, and of which a file is lost', async () => {
    const { folder, job } = await jobOf(1, { nReduce: 2 });
    const first = new Hand(folder, job.coordinator());
    const done = await first.write(await first.task());
    const commit = { kind: 'commit', ...done, epoch: 1 };
    await appendFile(join(folder.path, 'journal'), `${JSON.stringify(commit)}\n`);
    await unlink(join(folder.path, 'mr-0-1.tmp.1.1'));

    const hand = new Hand(folder, job.coordinator({ me: 'C2' }));

    expect(await hand.task()).toMatchObject({ kind: 'map', number: 0 });
  });

  it('is deposed by the next one: it neither assigns nor commits, and says why', async () => {
    const { folder, job } = await jobOf(2, { nReduce: 2 });
    const old = job.coordinator();
    const first = new Hand(folder, old);
    const done = await first.write(await first.task());
    const hand = new Hand(folder, job.coordinator({ me: 'C2' }));
    const [theirs, running] = [await hand.task(), await hand.task()];
    expect(theirs).toEqual(running);

    expect(await first.beat({ done })).toBe('standby');
    expect(await new Hand(folder, old).beat()).toBe('standby');

    const reason =
      'coordinator C2 has begun epoch 2 of this job, and C1 was that of epoch 1: ' +
      'it can decide nothing any more';
    await expect(old.over).resolves.toEqual({ status: 'deposed', reason });
    expect(await folder.names()).toContain('mr-0-0.tmp.1.1');
  });

  it('does not remove the files of an attempt that its successor has given out', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { folder, job } = await jobOf(1);
    const old = job.coordinator();
    await old.heartbeat({});
    const hand = new Hand(folder, job.coordinator({ me: 'C2' }));
    await hand.beat();
    now.mockReturnValue(2001);
    const done = await hand.write(await hand.task());
    expect(done.attempt).toBe('2.1');

    await old.heartbeat({ done });

    expect(await folder.names()).toContain('mr-0-0.tmp.2.1');
  });

  it('refuses the journal of another job', async () => {
    const { job } = await jobOf(2);
    await job.coordinator().heartbeat({});
    const end = await job.coordinator({ nReduce: 7 }).over;
    expect(end.status === 'failed' && end.reason).toMatch(
      /has the journal of another job: expected .* to 7 reduce tasks, but it is for .* to 1 reduce/,
    );
  });

  it('has nothing to do when the job is over, and says so at once', async () => {
    const folder = await Folder.make();
    const job = new Job(apps.wc, folder, [await folder.write('in', 'a\n')]);
    await job.run();
    const again = job.coordinator({ me: 'C2' });
    expect(await again.over).toEqual({ status: 'done' });
    expect((await again.heartbeat({})).task).toBe('exit');
    expect(await folder.read('journal')).not.toContain('C2');
  });
});

describe('a standby', () => {
  it('waits as long as the other one works, and ends with it', async () => {
    const folder = await Folder.make();
    const job = new Job(apps.wc, folder, [await folder.write('in', 'a\n'.repeat(2000))]);
    const primary = job.coordinator({ taskTimeout: 200 });
    const standby = job.coordinator({ me: 'C2', standby: true, taskTimeout: 200 });
    expect((await standby.heartbeat({})).task).toBe('standby');

    await new Promise((resolve) => setTimeout(resolve, 500));
    const worker = job.worker(endTo(standby), endTo(primary));

    expect(await Promise.all([primary.over, standby.over])).toEqual([
      { status: 'done' },
      { status: 'done' },
    ]);
    expect(await worker).toEqual({ status: 'exit' });
    expect(await folder.read('journal')).not.toContain('C2');
  });

  it('takes over when the other one is silent, and finishes the job', async () => {
    const folder = await Folder.make();
    const job = new Job(apps.wc, folder, [await folder.write('in', 'a b\n'.repeat(2000))]);
    const standby = job.coordinator({ me: 'C2', standby: true, taskTimeout: 100 });
    const dead = { call: () => Promise.resolve(undefined) };

    const worker = job.worker(dead, endTo(standby));

    expect(await standby.over).toEqual({ status: 'done' });
    expect(await worker).toEqual({ status: 'exit' });
    expect(await job.outputs()).toEqual(await job.expected());
  });
});
