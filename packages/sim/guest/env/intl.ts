/** `Intl` with en-US and UTC for its defaults, and with virtual time for now. */
import { readWallClock } from './clock.ts';
import type { EnvHost } from './host.ts';
import { hidden } from './lazy.ts';
import { languages, zoned } from './locale.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Format = (date?: unknown) => unknown;
type Constructor = new (...args: unknown[]) => object;

/** Fixes the realm's `Intl` in place and returns it. */
export function fixedIntl(intl: typeof Intl, host: EnvHost): object {
  makeFormatVirtual(intl.DateTimeFormat.prototype, host);
  for (const name of Object.getOwnPropertyNames(intl)) {
    const Native = (intl as unknown as Record<string, Constructor>)[name];
    if (typeof Native !== 'function' || !/^[A-Z]/.test(name) || name === 'Locale') continue;
    const Fixed = withDefaults(Native, name === 'DateTimeFormat');
    hidden(Native.prototype as object, 'constructor', Fixed);
    hidden(intl, name, Fixed);
  }
  return intl;
}

function withDefaults(Native: Constructor, inZone: boolean): Constructor {
  const fix = ([locales, options]: unknown[]): unknown[] => [
    languages(locales),
    inZone ? zoned(options) : options,
  ];
  return new Proxy(Native, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, fix(args), newTarget) as object,
    apply: (target, self, args: unknown[]) =>
      Reflect.apply(target as unknown as Method, self, fix(args)),
  });
}

/** A format of no date is that of now, which must be the virtual one. */
function makeFormatVirtual(prototype: Intl.DateTimeFormat, host: EnvHost): void {
  const orNow = (date: unknown): unknown => (date === undefined ? readWallClock(host) : date);
  const native = Object.getOwnPropertyDescriptors(prototype) as unknown as {
    format: { get: () => Format };
    formatToParts: { value: Format };
  };
  const formats = new WeakMap<Intl.DateTimeFormat, Format>();
  Object.defineProperty(prototype, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const known = formats.get(this);
      if (known) return known;
      const format = native.format.get.call(this);
      const virtual: Format = (date) => format(orNow(date));
      formats.set(this, virtual);
      return virtual;
    },
  });
  hidden(prototype, 'formatToParts', function (this: Intl.DateTimeFormat, date?: unknown) {
    return native.formatToParts.value.call(this, orNow(date));
  });
}
