/**
 * `Date` on virtual time, in the time zone UTC whatever that of the machine is. The realm's own
 * `Date.prototype` stays, so a date is a date to every library; its local half becomes the UTC one.
 */
import { readWallClock } from './clock.ts';
import type { EnvHost } from './host.ts';
import { hidden } from './lazy.ts';
import { fixLocale } from './locale.ts';

type Method = (this: Date, ...args: unknown[]) => unknown;

const LOCAL = 'FullYear Month Date Day Hours Minutes Seconds Milliseconds'.split(' ');

/** The realm's `Date` made virtual, in place of which the result is to be used. */
export function virtualDate(Native: DateConstructor, host: EnvHost): unknown {
  const { prototype } = Native;

  function VirtualDate(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return new Native(readWallClock(host)).toString();
    return Reflect.construct(Native, [timeOf(Native, host, args)], new.target);
  }
  hidden(VirtualDate, 'name', 'Date');
  Object.defineProperty(VirtualDate, 'length', { value: 7, configurable: true });
  Object.defineProperty(VirtualDate, 'prototype', { value: prototype, writable: false });
  hidden(VirtualDate, 'now', () => readWallClock(host));
  hidden(VirtualDate, 'parse', (text: unknown) => Native.parse(zoned(String(text))));
  hidden(VirtualDate, 'UTC', Native.UTC);
  hidden(prototype, 'constructor', VirtualDate);
  makeLocalUtc(prototype);
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    fixLocale(prototype, name, 0, true);
  }
  return VirtualDate;
}

/** What `new Date(...args)` stands for, in ms since 1970. */
function timeOf(Native: DateConstructor, host: EnvHost, args: unknown[]): number {
  if (args.length === 0) return readWallClock(host);
  if (args.length > 1) return Native.UTC(...(args as [number, number]));
  const value = toPrimitive(args[0]);
  return typeof value === 'string' ? Native.parse(zoned(value)) : Number(value);
}

function toPrimitive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const primitive: unknown = value.valueOf();
  // eslint-disable-next-line typescript/no-base-to-string -- That is what Date does.
  return typeof primitive === 'object' ? String(value) : primitive;
}

/** A time of day with no time zone. A date alone is UTC already, if written as in ISO 8601. */
const ISO_TIME = /^\s*(?:[+-]\d{2})?\d{4}(?:-\d\d){0,2}T[\d:.,]+\s*$/;
const ISO_DATE = /^\s*(?:[+-]\d{2})?\d{4}(?:-\d\d){0,2}\s*$/;
/** The zones of RFC 2822, `Z`, or an offset behind a time. */
const ZONE = /\b(?:UTC?|GMT|[ECMP][SD]T)\b|\dZ\s*$|\d:\d\d.*[+-]\d/i;

/** The text of a date, with UTC for its time zone unless it names one itself. */
function zoned(text: string): string {
  if (ISO_TIME.test(text)) return `${text.trimEnd()}Z`;
  return ISO_DATE.test(text) || ZONE.test(text) ? text : `${text} UTC`;
}

function makeLocalUtc(prototype: Date): void {
  const methods = prototype as unknown as Record<string, Method>;
  for (const field of LOCAL) {
    hidden(prototype, `get${field}`, methods[`getUTC${field}`]);
    if (field !== 'Day') hidden(prototype, `set${field}`, methods[`setUTC${field}`]);
  }
  const strings: Record<string, (date: Date) => string> = {
    toString: (date: Date) => `${dayOf(date)} ${timeOfDay(date)}`,
    toDateString: dayOf,
    toTimeString: timeOfDay,
  };
  for (const [name, make] of Object.entries(strings)) {
    hidden(prototype, name, function (this: Date): string {
      return Number.isNaN(this.getTime()) ? 'Invalid Date' : make(this);
    });
  }
  hidden(prototype, 'getTimezoneOffset', function (this: Date): number {
    return Number.isNaN(this.getTime()) ? NaN : 0;
  });
  hidden(prototype, 'getYear', function (this: Date): number {
    return this.getUTCFullYear() - 1900;
  });
  hidden(prototype, 'setYear', function (this: Date, value: unknown): number {
    const year = Math.trunc(Number(value));
    return this.setUTCFullYear(year >= 0 && year <= 99 ? 1900 + year : year);
  });
}

/** 'Thu Jan 01 2026', from 'Thu, 01 Jan 2026 00:00:00 GMT'. */
function dayOf(date: Date): string {
  const [weekday, day, month, year] = date.toUTCString().split(' ');
  return `${weekday?.slice(0, 3)} ${month} ${day} ${year}`;
}

function timeOfDay(date: Date): string {
  return `${date.toUTCString().slice(-12, -4)} GMT+0000 (Coordinated Universal Time)`;
}
