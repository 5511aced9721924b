/** `Temporal` on virtual time, with UTC for the node's time zone. */
import { EPOCH_MS, readMicroseconds } from './clock.ts';
import type { EnvHost } from './host.ts';
import { hidden } from './lazy.ts';
import { fixLocale } from './locale.ts';

/** As much of `Temporal` as is used here; TypeScript's library for es2024 has none of it. */
interface Instant {
  toZonedDateTimeISO(zone: unknown): Zoned;
}
interface InstantClass {
  fromEpochNanoseconds(ns: bigint): Instant;
  readonly prototype: object;
}
interface Zoned {
  toPlainDate(): { toPlainYearMonth(): object; toPlainMonthDay(): object };
  toPlainTime(): object;
  toPlainDateTime(): object;
  since(other: Zoned): object;
}

/**
 * Makes a `Temporal` of the realm's own classes.
 *
 * Touching the global of that name costs more than all else that a realm is made of, so it is
 * dropped unseen, and the classes are taken from values of them.
 *
 */
export function virtualTemporal(Native: DateConstructor, host: EnvHost): object {
  const epoch = (new Native(0) as Date & { toTemporalInstant(): Instant }).toTemporalInstant();
  const zoned = epoch.toZonedDateTimeISO('UTC');
  const date = zoned.toPlainDate();
  const plain = [date, zoned.toPlainTime(), zoned.toPlainDateTime()];
  const partial = [date.toPlainYearMonth(), date.toPlainMonthDay(), zoned.since(zoned)];
  const temporal = Object.defineProperty({}, Symbol.toStringTag, { value: 'Temporal' });
  for (const { constructor } of [zoned, ...plain, ...partial]) {
    fixLocale(constructor.prototype as object, 'toLocaleString', 0);
    hidden(temporal, constructor.name, constructor);
  }
  const Instant = epoch.constructor as unknown as InstantClass;
  fixLocale(Instant.prototype, 'toLocaleString', 0, true);
  hidden(temporal, 'Instant', Instant);
  hidden(temporal, 'Now', makeNow(Instant, host));
  return temporal;
}

function makeNow(Instant: InstantClass, host: EnvHost): object {
  const instant = (): Instant => {
    const us = BigInt(EPOCH_MS) * 1000n + BigInt(readMicroseconds(host));
    return Instant.fromEpochNanoseconds(us * 1000n);
  };
  const zoned = (zone: unknown = 'UTC'): Zoned => instant().toZonedDateTimeISO(zone);
  return {
    timeZoneId: () => 'UTC',
    instant,
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (zone?: unknown) => zoned(zone).toPlainDateTime(),
    plainDateISO: (zone?: unknown) => zoned(zone).toPlainDate(),
    plainTimeISO: (zone?: unknown) => zoned(zone).toPlainTime(),
  };
}
