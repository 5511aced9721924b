/**
 * The driver: runs the world's events in one synchronous loop, so that libuv does not turn and no
 * real timer or I/O leaks in, under one wall-clock watchdog that a loop without end runs into.
 */
import { Script } from 'node:vm';

/** What the driver drives. */
export interface Driven {
  /** Runs one event to quiescence, a promise where that takes a while; false when all is over. */
  step(): boolean | Promise<boolean>;
  /** The watchdog cut the running event. */
  stuck(afterMs: number): void;
  /** A promise was rejected and nobody handled it. */
  rejected(reason: unknown): void;
}

/** Events between two looks at the watchdog. An honest slice takes milliseconds. */
const SLICE = 2000;

const SLOT = Symbol.for('sim.slice');
const guarded = new Script(`globalThis[Symbol.for('sim.slice')]()`, { filename: 'sim-slice.js' });

/**
 * Runs until it is over.
 *
 * @param watchdogMs wall-clock time that a slice of events may take; 0: any
 */
export async function drive(driven: Driven, watchdogMs: number): Promise<void> {
  // Unhandled rejections are the node's whose event is running, not the test runner's.
  const others = process.listeners('unhandledRejection');
  const listener = (reason: unknown): void => driven.rejected(reason);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
  try {
    let more = true;
    while (more) {
      // A drain inside of a microtask does nothing: begin from a native callback.
      const pending = await new Promise<{ more: boolean | Promise<boolean> }>((resolve) => {
        setImmediate(() => resolve({ more: runSlices(driven, watchdogMs) }));
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
    const slice = (): void => {
      for (let i = 0; i < SLICE && result === true; i++) result = driven.step();
    };
    try {
      if (watchdogMs > 0) runGuarded(slice, watchdogMs);
      else slice();
    } catch (error) {
      if (!isTimeout(error)) throw error;
      driven.stuck(watchdogMs);
      return false;
    }
    if (result !== true) return result;
  }
}

/** V8 ends the execution of everything in the slice, microtasks included, when time is up. */
function runGuarded(slice: () => void, timeout: number): void {
  const global = globalThis as { [SLOT]?: (() => void) | undefined };
  global[SLOT] = slice;
  try {
    guarded.runInThisContext({ timeout });
  } finally {
    global[SLOT] = undefined;
  }
}

function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
