/** Sizes and times as people write and read them. */
import { InvalidArgumentError } from 'commander';

const BYTES: Readonly<Record<string, number>> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9 };
const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** '3.3MB' is 3 300 000 bytes. */
export function parseSize(text: string): number {
  return parse(text, BYTES, 'Expected a size, as in 500kB, 16MB or 1GB.');
}

/** '1.5s' is 1500 ms. */
export function parseTime(text: string): number {
  return parse(text, MS, 'Expected a time, as in 500ms, 10s or 2m.');
}

export function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number, 1 or more.');
}

function parse(text: string, units: Readonly<Record<string, number>>, expected: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text) ?? [];
  const value = Math.round(Number(number) * (units[unit.toLowerCase()] ?? Number.NaN));
  if (value > 0) return value;
  throw new InvalidArgumentError(expected);
}

/** '3.3 MB'. */
export function showSize(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(bytes < 1e4 ? 1 : 0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toPrecision(3)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** '4.2 s'. */
export function showTime(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
