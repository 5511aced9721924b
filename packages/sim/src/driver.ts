/**
 * The driver: runs the world's events in one synchronous loop, so that libuv does not turn and no
 * real timer or I/O leaks in, under one wall-clock watchdog that a loop without end runs into.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';
import { Script } from 'node:vm';
import { drain } from './drain.ts';

/** What the driver drives. */
export interface Driven {
  /** Runs one event to quiescence, a promise where that takes a while; false when all is over. */
  step(): boolean | Promise<boolean>;
  /** The watchdog cut the running event. */
  stuck(afterMs: number): void;
  /** A promise was rejected and nobody handled it. */
  rejected(reason: unknown): void;
}

/** Events between two looks at the clock. */
const GLANCE = 8;

const SLOT = Symbol.for('sim.slice');
const guarded = new Script(`globalThis[Symbol.for('sim.slice')]()`, { filename: 'sim-slice.js' });

let last: Promise<void> = Promise.resolve();

/**
 * Runs until it is over. Unhandled rejections are the process's, not a run's, so that there is one
 * run at a time: a second one waits for the first.
 *
 * @param watchdogMs wall-clock time that an event may take, at least nine tenths of it; 0: any
 */
export function drive(driven: Driven, watchdogMs: number): Promise<void> {
  const run = last.then(() => driveAlone(driven, watchdogMs));
  last = run.catch(() => undefined);
  return run;
}

async function driveAlone(driven: Driven, watchdogMs: number): Promise<void> {
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
            resolve({ more: runSlices(driven, watchdogMs) });
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
function runSlices(driven: Driven, watchdogMs: number): boolean | Promise<boolean> {
  for (;;) {
    let result: boolean | Promise<boolean> = true;
    // The watchdog is wound up anew by each slice: a slow run is no loop, only a slow event is.
    const slice = (): void => {
      const end = watchdogMs > 0 ? performance.now() + watchdogMs / 10 : Infinity;
      do {
        for (let i = 0; i < GLANCE && result === true; i++) result = driven.step();
      } while (result === true && performance.now() < end);
    };
    if (!finishes(slice, watchdogMs)) {
      driven.stuck(watchdogMs);
      bury(watchdogMs);
      return false;
    }
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
