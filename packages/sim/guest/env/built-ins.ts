/**
 * The language's own objects, made those of a simulated node: virtual time, seeded random numbers,
 * one language and one time zone. They are a realm's, and its nodes share them.
 */
import { virtualDate } from './date.ts';
import { takeForbidden } from './forbidden.ts';
import type { EnvHost } from './host.ts';
import { loadInspect } from './inspect.ts';
import { fixedIntl } from './intl.ts';
import { hidden } from './lazy.ts';
import { installLocale } from './locale.ts';
import { randomFraction } from './random.ts';
import { virtualTemporal } from './temporal.ts';

/**
 * Makes the realm's built-ins virtual.
 *
 * @param host that of the node whose code is running
 */
export function installBuiltIns(host: EnvHost): void {
  const native = { Date, Intl };
  loadInspect();
  hidden(Math, 'random', () => randomFraction(host));
  installLocale();
  takeForbidden(host);
  hidden(globalThis, 'Temporal', virtualTemporal(native.Date, host));
  hidden(globalThis, 'Date', virtualDate(native.Date, host));
  hidden(globalThis, 'Intl', fixedIntl(native.Intl, host));
}
