/**
 * Running microtasks to the end, in the middle of a synchronous loop.
 *
 * `process._tickCallback` is what Node itself runs after each callback: ticks, microtasks, unhandled
 * rejections. It is not a documented function, so there is a second way on public API alone, which
 * lets the event loop turn once: the same order of events, several times slower. A conformance test
 * runs both and compares.
 *
 * Neither works inside of a microtask: the driver starts from `setImmediate`.
 */
import { setImmediate } from 'node:timers';

export type Drain = () => void | Promise<void>;

/** Runs all microtasks by letting the event loop turn. */
export const drainByTurning: Drain = () => new Promise((resolve) => setImmediate(resolve));

const tickCallback = (process as { _tickCallback?: () => void })._tickCallback;

/** Runs all microtasks before it returns, where Node lets us; otherwise {@link drainByTurning}. */
export const drain: Drain = tickCallback ? () => tickCallback.call(process) : drainByTurning;
