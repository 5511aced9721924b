import { describe, expect, it, vi } from 'vitest';
import { drive, type Driven, patiently } from '../src/driver.ts';
import { Starved } from '../src/outcome.ts';

/** Steps that end the run at the last one. */
function steps(
  ...all: (() => void | Promise<void>)[]
): Driven & { stuckAfter: number[]; reasons: unknown[] } {
  const stuckAfter: number[] = [];
  const reasons: unknown[] = [];
  return {
    stuckAfter,
    reasons,
    step() {
      const done = all.shift()?.();
      return done === undefined ? all.length > 0 : done.then(() => all.length > 0);
    },
    stuck: (ms) => void stuckAfter.push(ms),
    rejected: (reason) => void reasons.push(reason),
  };
}

function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('the driver', () => {
  it('runs step after step, of those that take a while too', async () => {
    const ran: number[] = [];
    const driven = steps(
      () => void ran.push(1),
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        ran.push(2);
      },
      () => void ran.push(3),
    );
    await drive(driven, 1000);
    expect(ran).toEqual([1, 2, 3]);
  });

  it('ends a step that does not end', async () => {
    const after = vi.fn();
    const [stuckAfter, patience] = await patiently(async (patience) => {
      const driven = steps(() => {
        for (;;);
      }, after);
      await drive(driven, 50, patience);
      return [driven.stuckAfter, patience];
    });
    expect(stuckAfter).toEqual([50 * Number(patience)]);
    expect(after).not.toHaveBeenCalled();
  });

  it('lets a run take its time when each of its steps is quick, and says that it goes on', async () => {
    const goesOn = vi.fn();
    const driven = { ...steps(...Array.from({ length: 300 }, () => () => busy(2))), goesOn };
    await drive(driven, 500);
    expect(driven.stuckAfter).toEqual([]);
    // Each tenth of the watchdog's time, or a little later.
    expect(goesOn.mock.calls.length).toBeGreaterThan(4);
  });

  it('judges each step alone: several slow ones in a row are no endless one', async () => {
    const driven = steps(...Array.from({ length: 8 }, () => () => busy(150)));
    await drive(driven, 400);
    expect(driven.stuckAfter).toEqual([]);
  });

  it('does not say so of a step that does not end', async () => {
    const goesOn = vi.fn();
    const endless = () => ({ ...steps(() => busy(10_000)), goesOn });
    await patiently((patience) => drive(endless(), 50, patience));
    expect(goesOn).not.toHaveBeenCalled();
  });

  it('does not take a step for endless that was not let run', async () => {
    // Asleep, as a process is whose turn does not come.
    const asleep = new Int32Array(new SharedArrayBuffer(4));
    const sleep = (): void => void Atomics.wait(asleep, 0, 0, 400);
    const driven = steps(sleep);
    await expect(drive(driven, 100)).rejects.toThrow(Starved);
    expect(driven.stuckAfter).toEqual([]);
    // The next attempt has four times as long.
    const tries: number[] = [];
    await patiently((patience) => {
      tries.push(patience);
      return drive(steps(sleep), 200, patience);
    });
    expect(tries[0]).toBe(1);
    expect(tries.length).toBeGreaterThan(1);
  });

  it('gives up at the fifth time', async () => {
    const tries: number[] = [];
    const starved = patiently((patience) => {
      tries.push(patience);
      return Promise.reject(new Starved(patience, 0));
    });
    await expect(starved).rejects.toThrow('in 256 ms an event had 0 ms of the CPU');
    expect(tries).toEqual([1, 4, 16, 64, 256]);
  });

  it('has no watchdog when it is asked for none', async () => {
    const driven = steps(() => busy(50));
    await drive(driven, 0);
    expect(driven.stuckAfter).toEqual([]);
  });

  it('leaves the listeners of others as they were', async () => {
    const other = vi.fn();
    process.once('unhandledRejection', other);
    const before = process.rawListeners('unhandledRejection');
    await drive(
      steps(() => {}),
      100,
    );
    expect(process.rawListeners('unhandledRejection')).toEqual(before);
    process.off('unhandledRejection', other);
  });

  it('hands unhandled rejections to the run whose step it is, also when two are at it', async () => {
    const [one, other] = [1, 2].map((name) =>
      steps(async () => {
        await Promise.resolve();
        void Promise.reject(new Error(`of ${name}`));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }),
    );
    await Promise.all([drive(one!, 1000), drive(other!, 1000)]);
    expect(one!.reasons).toEqual([new Error('of 1')]);
    expect(other!.reasons).toEqual([new Error('of 2')]);
  });

  it('rejects when a step throws, and the next run is sound', async () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    await expect(drive(steps(broken), 100)).rejects.toThrow('broken');
    const fine = vi.fn();
    await drive(steps(fine), 100);
    expect(fine).toHaveBeenCalledOnce();
  });
});
