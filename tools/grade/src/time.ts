/** Times as users write them. */
import { InvalidArgumentError } from 'commander';

/** With a longer delay, an election takes longer than any timeout that suits the labs. */
const MAX_DELAY_MS = 1000;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000 };

/** @throws InvalidArgumentError for what is no time, as in 150ms, 12.3s or 2m */
export function milliseconds(text: string, defaultUnit: string): number {
  const [, number, unit = defaultUnit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min)?$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (number !== undefined && factor !== undefined) return Number(number) * factor;
  throw new InvalidArgumentError('Expected a time, as in 150ms, 12.3s or 2m.');
}

/** Delay of every message, in ms. @throws InvalidArgumentError above a second */
export function delay(text: string): number {
  const ms = milliseconds(text, 'ms');
  if (ms <= MAX_DELAY_MS) return ms;
  throw new InvalidArgumentError(`Expected at most ${MAX_DELAY_MS} ms.`);
}
