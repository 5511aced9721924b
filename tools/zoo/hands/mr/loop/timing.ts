/** Waiting. */

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Lets one who waits be woken before the time. A ring that nobody waits for is lost. */
export class Alarm {
  private wake: (() => void) | undefined;

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.ring(), Math.max(0, ms));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  ring(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }
}

/** Waits until something has happened, but not longer than `ms`. */
export async function sleepUntil(event: Promise<void>, ms: number): Promise<void> {
  const alarm = new Alarm();
  const timeout = alarm.wait(ms);
  await Promise.race([event, timeout]);
  alarm.ring();
}

/** What a promise resolves to, or undefined after `ms`. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let result: T | undefined;
  const arrival = promise.then((value) => {
    result = value;
  });
  await sleepUntil(arrival, ms);
  return result;
}

/** So many steps of a loop take a rest, even if the clock stands still for them. */
const STEPS = 1000;

/** Lets a long loop give way to timers now and then. */
export class Breather {
  private readonly every: number;
  private steps = 0;
  private last = Date.now();

  constructor(every: number) {
    this.every = every;
  }

  /** Counts a step, and tells whether it is time for a rest. */
  due(): boolean {
    this.steps += 1;
    return this.steps >= STEPS || Date.now() - this.last >= this.every;
  }

  async rest(): Promise<void> {
    await sleep(0);
    this.steps = 0;
    this.last = Date.now();
  }
}
