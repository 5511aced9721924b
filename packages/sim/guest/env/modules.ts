/**
 * The `node:` modules that a simulated node may import, and the file that stands in for each. This
 * file runs in the bundler, unlike its neighbours, which run in the realm.
 */
import { fileURLToPath } from 'node:url';

const urls = {
  assert: import.meta.resolve('./modules/assert.ts'),
  'assert/strict': import.meta.resolve('./modules/assert-strict.ts'),
  buffer: import.meta.resolve('./modules/buffer.ts'),
  crypto: import.meta.resolve('./modules/crypto.ts'),
  fs: import.meta.resolve('./modules/fs.ts'),
  'fs/promises': import.meta.resolve('./modules/fs-promises.ts'),
  events: import.meta.resolve('./modules/events.ts'),
  path: import.meta.resolve('./modules/path.ts'),
  'path/posix': import.meta.resolve('./modules/path.ts'),
  perf_hooks: import.meta.resolve('./modules/perf-hooks.ts'),
  process: import.meta.resolve('./modules/process.ts'),
  timers: import.meta.resolve('./modules/timers.ts'),
  'timers/promises': import.meta.resolve('./modules/timers-promises.ts'),
  url: import.meta.resolve('./modules/url.ts'),
  util: import.meta.resolve('./modules/util.ts'),
};

/** Those that only a lab whose servers have files offers, by the name of the second. */
export const fileModules: readonly string[] = ['fs', 'fs/promises'];

/** Name without `node:` → absolute path of the module in its place. */
export const nodeModules: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(urls).map(([name, url]) => [name, fileURLToPath(url)]),
);
