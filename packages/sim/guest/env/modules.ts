/**
 * The `node:` modules that a simulated node may import, and the file that stands in for each. This
 * file runs in the bundler, unlike its neighbours, which run in the realm.
 */
import { fileURLToPath } from 'node:url';

/** Name without `node:` → absolute path of the module in its place. */
export const nodeModules: Readonly<Record<string, string>> = {
  assert: file('./modules/assert.ts'),
  'assert/strict': file('./modules/assert-strict.ts'),
  buffer: file('./modules/buffer.ts'),
  crypto: file('./modules/crypto.ts'),
  events: file('./modules/events.ts'),
  path: file('./modules/path.ts'),
  'path/posix': file('./modules/path.ts'),
  perf_hooks: file('./modules/perf-hooks.ts'),
  process: file('./modules/process.ts'),
  timers: file('./modules/timers.ts'),
  'timers/promises': file('./modules/timers-promises.ts'),
  url: file('./modules/url.ts'),
  util: file('./modules/util.ts'),
};

function file(path: string): string {
  return fileURLToPath(import.meta.resolve(path));
}
