/**
 * Language and time zone: what does not name them gets en-US and UTC, not those of the machine.
 * An unknown language would fall back to the machine's too, so en-US stands behind every choice.
 */
import { hidden } from './lazy.ts';

const LANGUAGE = 'en-US';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Fixes the defaults of the built-ins that take a locale. */
export function installLocale(): void {
  fixLocale(Number.prototype, 'toLocaleString', 0);
  fixLocale(BigInt.prototype, 'toLocaleString', 0);
  fixLocale(String.prototype, 'toLocaleLowerCase', 0);
  fixLocale(String.prototype, 'toLocaleUpperCase', 0);
  fixLocale(String.prototype, 'localeCompare', 1);
}

/** Wraps a method whose argument `at` is the locale and whose next one is the options. */
export function fixLocale(prototype: object, name: string, at: 0 | 1, inZone = false): void {
  const native = (prototype as Record<string, Method>)[name];
  if (native === undefined) return;
  hidden(
    prototype,
    name,
    {
      // A method, so that `new` on it fails as it does on a built-in.
      [name](this: unknown, ...args: unknown[]): unknown {
        args.length = Math.max(args.length, at + 2);
        args[at] = languages(args[at]);
        if (inZone) args[at + 1] = zoned(args[at + 1]);
        return native.apply(this, args);
      },
    }[name],
  );
}

/** The locales to ask for. */
export function languages(locales: unknown): unknown {
  if (locales === undefined) return LANGUAGE;
  return Array.isArray(locales) ? [...(locales as unknown[]), LANGUAGE] : [locales, LANGUAGE];
}

/** The options of a date's format, with a time zone. */
export function zoned(options: unknown): unknown {
  if (options === undefined) return { timeZone: 'UTC' };
  const { timeZone } = options as Intl.DateTimeFormatOptions;
  return timeZone === undefined ? { ...(options as object), timeZone: 'UTC' } : options;
}
