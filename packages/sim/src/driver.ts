/**
 * The driver: runs the world's events in one synchronous loop, so that libuv does not turn and no
 * real timer or I/O leaks in, under one wall-clock watchdog that a loop without end runs into.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';
import { Script } from 'node:vm';
import { drain } from './drain.ts';
import { Starved } from './outcome.ts';

/** What the driver drives. */
export interface Driven {
  /** Runs one event to quiescence, a promise where that takes a while; false when all is over. */
  step(): boolean | Promise<boolean>;
  /** The watchdog cut the running event. */
  stuck(afterMs: number): void;
  /** A promise was rejected and nobody handled it. */
  rejected(reason: unknown): void;
  /** Events come to rest as they should: called several times in the watchdog's time. */
  readonly goesOn?: (() => void) | undefined;
}

/** An event that is cut with less than this share of its time on the CPU may have been an honest one. */
const LEAST_SHARE = 0.5;

const SLOT = Symbol.for('sim.slice');
const guarded = new Script(`globalThis[Symbol.for('sim.slice')]()`, { filename: 'sim-slice.js' });

let last: Promise<void> = Promise.resolve();

/**
 * Runs until it is over. Unhandled rejections are the process's, not a run's, so that there is one
 * run at a time: a second one waits for the first.
 *
 * @param watchdogMs time that one event may take, at least nine tenths of it; 0: any
 * @param patience factor by which the wall-clock limit is extended on a busy machine
 * @throws Starved when an event was cut that had less than half of that time on the CPU
 */
export function drive(driven: Driven, watchdogMs: number, patience = 1): Promise<void> {
  const run = last.then(() => driveAlone(driven, watchdogMs, patience));
  last = run.catch(() => undefined);
  return run;
}

/** Of the last attempt at a run that was starved; beyond that, the machine is of no use. */
const MOST_PATIENCE = 256;

/**
 * Tries again, with more patience, when the machine was too busy.
 *
 * @param attempt begins anew
 * @throws Starved when it was in the last attempt too
 */
export async function patiently<T>(attempt: (patience: number) => Promise<T>): Promise<T> {
  for (let patience = 1; patience < MOST_PATIENCE; patience *= 4) {
    try {
      return await attempt(patience);
    } catch (error) {
      if (!(error instanceof Starved)) throw error;
    }
  }
  return attempt(MOST_PATIENCE);
}

async function driveAlone(driven: Driven, watchdogMs: number, patience: number): Promise<void> {
  // Unhandled rejections are the node's whose event is running, not the test runner's.
  const others = process.rawListeners('unhandledRejection') as NodeJS.UnhandledRejectionListener[];
  const listener = (reason: unknown): void => driven.rejected(reason);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
  try {
    let more = true;
    while (more) {
      // A drain inside of a microtask does nothing: begin from a native callback.
      const pending = await new Promise<{ more: boolean | Promise<boolean> }>((resolve, reject) => {
        setImmediate(() => {
          try {
            resolve({ more: runSlices(driven, watchdogMs, patience) });
          } catch (error) {
            reject(error as Error);
          }
        });
      });
      more = await pending.more;
    }
  } finally {
    process.off('unhandledRejection', listener);
    for (const other of others) process.on('unhandledRejection', other);
  }
}

/** Runs slices until all is over (false) or an event takes a while (its promise). */
function runSlices(
  driven: Driven,
  watchdogMs: number,
  patience: number,
): boolean | Promise<boolean> {
  const wallMs = watchdogMs * patience;
  for (;;) {
    let result: boolean | Promise<boolean> = true;
    // Each slice has a new timeout. It looks at the clock after every event, so that no event begins
    // when more than a tenth of the timeout is gone: several slow events are never taken for one.
    const slice = (): void => {
      const end = wallMs > 0 ? performance.now() + wallMs / 10 : Infinity;
      do {
        result = driven.step();
      } while (result === true && performance.now() < end);
    };
    const before = process.cpuUsage();
    if (!finishes(slice, wallMs)) {
      const { user, system } = process.cpuUsage(before);
      const cpuMs = (user + system) / 1000;
      const isStarved = cpuMs < watchdogMs * LEAST_SHARE;
      if (!isStarved) driven.stuck(wallMs);
      bury(watchdogMs);
      if (isStarved) throw new Starved(wallMs, cpuMs);
      return false;
    }
    driven.goesOn?.();
    if (result !== true) return result;
  }
}

/** Runs it to its end (true), or until time is up (false): V8 then ends whatever it called. */
function finishes(run: () => void, watchdogMs: number): boolean {
  if (watchdogMs <= 0) {
    run();
    return true;
  }
  const global = globalThis as { [SLOT]?: (() => void) | undefined };
  global[SLOT] = run;
  try {
    guarded.runInThisContext({ timeout: watchdogMs });
    return true;
  } catch (error) {
    if (isTimeout(error)) return false;
    throw error;
  } finally {
    global[SLOT] = undefined;
  }
}

/**
 * What the cut event has left in the process's queues must not run unguarded, as it would when we
 * return. V8 empties the queue of microtasks when it cuts one, so the second time ends at the latest.
 */
function bury(watchdogMs: number): void {
  for (let times = 0; times < 3; times++) {
    if (finishes(() => void drain(), Math.min(watchdogMs, 100))) return;
  }
}

function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
