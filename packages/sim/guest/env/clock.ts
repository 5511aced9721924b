import type { EnvHost } from './host.ts';

/** When the world begins, on every clock that shows a date: 2026-01-01T00:00:00Z. */
export const EPOCH_MS = 1_767_225_600_000;

/** Reads the wall clock: whole ms since 1970. */
export function readWallClock(host: EnvHost): number {
  host.readClock();
  return EPOCH_MS + Math.floor(host.now() / 1000);
}

/** Reads the monotonic clock: µs since the world began. */
export function readMicroseconds(host: EnvHost): number {
  host.readClock();
  return host.now();
}
