import type { Split, Task } from 'mr';
import { describe, expect, it } from 'vitest';
import { JobState } from '../src/job-state.ts';
import { Schedule } from '../src/schedule.ts';

/** A schedule whose clock stands still unless it is told otherwise; what is committed is in place. */
class Desk {
  now = 0;
  readonly state: JobState;
  readonly schedule: Schedule;

  constructor(maps: number, nReduce: number) {
    const splits = Array.from({ length: maps }, (_, x): Split => ({
      file: `${x}`,
      start: 0,
      end: 1,
    }));
    this.state = new JobState({ kind: 'job', files: ['x'], input: 'line', nReduce, splits });
    this.schedule = new Schedule(this.state, 1, 1000);
  }

  join(): string {
    return this.schedule.hear(undefined, undefined, this.now);
  }

  /** What a worker is told by a beat. */
  beat(worker: string): Task | string {
    this.schedule.hear(worker, undefined, this.now);
    return this.schedule.next(worker, this.now);
  }

  task(worker: string): Task {
    const task = this.beat(worker);
    if (typeof task === 'string') throw new Error(`expected a task for ${worker}, but got ${task}`);
    return task;
  }

  finish(task: Task): void {
    this.schedule.commit({ ...doneOf(task) }, this.now);
    this.state.complete(task);
  }
}

function doneOf({ kind, number, attempt }: Task) {
  return { task: { kind, number }, attempt, files: ['t'] };
}

describe('the schedule', () => {
  it('gives each idle task to one worker, and begins the reduces when every map is done', () => {
    const desk = new Desk(2, 1);
    const [a, b, c] = [desk.join(), desk.join(), desk.join()];
    const first = desk.task(a);
    const second = desk.task(b);
    expect([first, second]).toMatchObject([
      { kind: 'map', number: 0 },
      { kind: 'map', number: 1 },
    ]);
    expect(desk.beat(c)).toBe('wait');

    desk.finish(first);
    expect(desk.beat(a)).toBe('wait');

    desk.finish(second);
    expect(desk.beat(c)).toMatchObject({ kind: 'reduce', number: 0, inputs: ['mr-0-0', 'mr-1-0'] });
    expect(desk.beat(a)).toBe('wait');
  });

  it('begins no reduce before the files of the last map have their names', () => {
    const desk = new Desk(1, 1);
    const worker = desk.join();
    desk.schedule.commit(doneOf(desk.task(worker)), 0);

    expect(desk.beat(worker)).toBe('wait');
    desk.state.complete({ kind: 'map', number: 0 });
    expect(desk.beat(worker)).toMatchObject({ kind: 'reduce' });
  });

  it('tells a worker the same attempt again, so that a lost reply and a doubled call do no harm', () => {
    const desk = new Desk(2, 1);
    const worker = desk.join();
    expect(desk.beat(worker)).toEqual(desk.beat(worker));
    expect(desk.state.runningTasks.size).toBe(1);
  });

  it('knows a first beat that comes twice', () => {
    const { schedule } = new Desk(1, 1);
    expect(schedule.hear(undefined, 'N', 0)).toBe(schedule.hear(undefined, 'N', 1));
    expect(schedule.hear(undefined, 'M', 2)).not.toBe(schedule.hear(undefined, 'N', 3));
  });

  it('knows a worker by its process when a late beat has the name that it had before', () => {
    const { schedule } = new Desk(1, 1);
    const before = schedule.hear(undefined, 'N', 0);
    schedule.removeSilent(1001);
    const after = schedule.hear(before, 'N', 1001);
    expect(after).not.toBe(before);
    expect(schedule.hear(before, 'N', 1002)).toBe(after);
  });

  it("resets a silent worker's task to idle, and refuses what it did; it comes back as new", () => {
    const desk = new Desk(1, 1);
    const [silent, other] = [desk.join(), desk.join()];
    const task = desk.task(silent);

    desk.now = 1000;
    desk.beat(other);
    expect(desk.schedule.removeSilent(desk.now)).toEqual([]); // Not yet.
    desk.now = 1001;
    expect(desk.schedule.removeSilent(desk.now)).toEqual([task.attempt]);

    const again = desk.task(other);
    expect(again).toMatchObject({ kind: 'map', number: 0 });
    expect(again.attempt).not.toBe(task.attempt);
    expect(desk.schedule.isRunning(doneOf(task))).toBe(false);
    expect(desk.schedule.hear(silent, undefined, desk.now)).not.toBe(silent);
  });

  it('does not take map task 0 for reduce task 0', () => {
    const desk = new Desk(1, 1);
    const worker = desk.join();
    const map = desk.task(worker);
    const mixedUp = { ...doneOf(map), task: { kind: 'reduce', number: 0 } } as const;
    expect(desk.schedule.isRunning(mixedUp)).toBe(false);
    expect(desk.schedule.isRunning(doneOf(map))).toBe(true);
  });

  it('gives a straggler one backup, when nothing is idle and others took much less time', () => {
    const desk = new Desk(3, 1);
    const [a, b, c, d] = [desk.join(), desk.join(), desk.join(), desk.join()];
    const slow = desk.task(a);
    const quick = desk.task(b);
    const alsoSlow = desk.task(c);
    desk.now = 900;
    desk.finish(quick);
    for (desk.now = 1000; desk.now <= 1800; desk.now += 200) expect(desk.beat(b)).toBe('wait');

    desk.now = 1801; // Twice as long as the other.
    const backup = desk.task(b);
    expect(backup).toMatchObject({ kind: 'map', number: slow.number });
    expect(desk.task(d)).toMatchObject({ kind: 'map', number: alsoSlow.number });
    expect(desk.beat(desk.join())).toBe('wait'); // Both have one.

    desk.finish(backup);
    expect(desk.schedule.isRunning(doneOf(slow))).toBe(false);
    expect(desk.beat(a)).toBe('wait');
  });

  it('has no backup as long as nothing can be compared, nor before the timeout', () => {
    const desk = new Desk(1, 2);
    const [a, b] = [desk.join(), desk.join()];
    const map = desk.task(a);
    desk.now = 500;
    desk.beat(a);
    expect(desk.beat(b)).toBe('wait');
    desk.finish(map);

    desk.now = 600;
    const [quick, slow] = [desk.task(a), desk.task(b)];
    desk.now = 601;
    desk.finish(quick);
    desk.now = 1600;
    expect(desk.beat(a)).toBe('wait');
    desk.now = 1601;
    expect(desk.beat(a)).toMatchObject({ kind: 'reduce', number: slow.number });
  });

  it('goes on with the other attempt when one of two is given up', () => {
    const desk = new Desk(2, 1);
    const [a, b] = [desk.join(), desk.join()];
    const slow = desk.task(a);
    desk.finish(desk.task(b));
    desk.now = 1001;
    const worker = desk.join();
    const backup = desk.task(worker);

    desk.schedule.removeSilent(desk.now); // Of a, nothing was heard since it began.

    expect(desk.schedule.isRunning(doneOf(slow))).toBe(false);
    expect(desk.beat(desk.join())).toBe('wait');
    expect(desk.schedule.isRunning(doneOf(backup))).toBe(true);
  });

  it('has a map done again when its output is not there any more, and the reduce waits for it', () => {
    const desk = new Desk(2, 1);
    const worker = desk.join();
    desk.finish(desk.task(worker));
    desk.finish(desk.task(worker));
    const reduce = desk.task(worker);

    const failed = { ...doneOf(reduce), reason: 'gone', missing: ['mr-1-0'] };
    desk.schedule.fail(failed, [{ kind: 'map', number: 1 }], desk.now);

    const map = desk.task(worker);
    expect(map).toMatchObject({ kind: 'map', number: 1 });
    expect(desk.beat(desk.join())).toBe('wait');
    desk.finish(map);
    expect(desk.beat(worker)).toMatchObject({ kind: 'reduce', number: 0 });
  });

  it('hears twice that an output is gone, and has the map done once', () => {
    const desk = new Desk(1, 2);
    const [a, b] = [desk.join(), desk.join()];
    desk.finish(desk.task(a));
    const reduces = [desk.task(a), desk.task(b)];
    for (const reduce of reduces) {
      const failed = { ...doneOf(reduce), reason: 'gone', missing: ['mr-0-0'] };
      desk.schedule.fail(failed, [{ kind: 'map', number: 0 }], 0);
    }
    desk.finish(desk.task(a));
    expect(desk.beat(a)).toMatchObject({ kind: 'reduce', number: 0 });
    expect(desk.state.hopeless).toBeUndefined();
  });

  it('does not count it as a failure when inputs are gone, however often', () => {
    const desk = new Desk(1, 1);
    const worker = desk.join();
    desk.finish(desk.task(worker));
    for (let time = 1; time <= 5; time++) {
      const reduce = desk.task(worker);
      const failed = { ...doneOf(reduce), reason: 'gone', missing: ['mr-0-0'] };
      desk.schedule.fail(failed, [{ kind: 'map', number: 0 }], 0);
      desk.finish(desk.task(worker));
    }
    expect(desk.task(worker)).toMatchObject({ kind: 'reduce' });
  });

  it('counts no failure either when the inputs are there again', () => {
    const desk = new Desk(1, 1);
    const worker = desk.join();
    desk.finish(desk.task(worker));
    for (let time = 1; time <= 5; time++) {
      const failed = { ...doneOf(desk.task(worker)), reason: 'gone', missing: ['mr-0-0'] };
      desk.schedule.fail(failed, [], 0);
    }
    expect(desk.task(worker)).toMatchObject({ kind: 'reduce' });
  });

  it('gives up the job when a task has failed four times, with the reason', () => {
    const desk = new Desk(1, 1);
    const worker = desk.join();
    for (let time = 1; time <= 4; time++) {
      expect(desk.state.end).toBeUndefined();
      const task = desk.task(worker);
      desk.schedule.fail({ ...doneOf(task), reason: `broken ${time}` }, [], 0);
    }
    expect(desk.beat(worker)).toBe('exit');
    const reason = 'map task 0 has failed 4 times, at last with broken 4';
    expect(desk.state.end).toEqual({ status: 'failed', reason });
  });

  it('says exit when all is done, and not before', () => {
    const desk = new Desk(1, 1);
    const [a, b] = [desk.join(), desk.join()];
    desk.finish(desk.task(a));
    const reduce = desk.task(a);
    expect(desk.beat(b)).toBe('wait');
    desk.finish(reduce);
    expect([desk.beat(a), desk.beat(b)]).toEqual(['exit', 'exit']);
  });

  it('follows from its decisions: who applies them to a new state has the same', () => {
    const desk = new Desk(2, 2);
    const [a, b] = [desk.join(), desk.join()];
    desk.finish(desk.task(a));
    desk.schedule.fail({ ...doneOf(desk.task(a)), reason: 'r' }, [], 0);
    desk.finish(desk.task(b));
    desk.task(b);
    desk.task(a);
    desk.now = 2000;
    desk.schedule.hear(b, undefined, 2000);
    desk.schedule.removeSilent(2000);

    const copy = new JobState(desk.state.job);
    for (const decision of desk.schedule.takeDecided()) copy.apply(decision, 0);
    expect([...copy.runningTasks.keys()]).toEqual([...desk.state.runningTasks.keys()]);
    expect([...copy.tasks.map.idle]).toEqual([...desk.state.tasks.map.idle]);
    expect([...copy.tasks.reduce.idle]).toEqual([...desk.state.tasks.reduce.idle]);
    expect([...copy.lastHeard.keys()]).toEqual([b]);
  });
});
