/** The Go course's own tests of labrpc, as cases: `pnpm grade labrpc`. */
import { fileURLToPath } from 'node:url';
import { basic } from './cases/basic.ts';
import { benchmark } from './cases/benchmark.ts';
import { bytes } from './cases/bytes.ts';
import { concurrentMany } from './cases/concurrent-many.ts';
import { concurrentOne } from './cases/concurrent-one.ts';
import { counts } from './cases/counts.ts';
import { disconnect } from './cases/disconnect.ts';
import { killed } from './cases/killed.ts';
import { regression1 } from './cases/regression1.ts';
import { types } from './cases/types.ts';
import { unreliable } from './cases/unreliable.ts';

/** Structurally the harness's `Suite`. Its subject is the service that the cases call. */
export const labrpcSuite = {
  lab: 'labrpc',
  cases: [
    basic,
    types,
    disconnect,
    counts,
    bytes,
    concurrentMany,
    unreliable,
    concurrentOne,
    regression1,
    killed,
    benchmark,
  ],
  adapter: fileURLToPath(import.meta.resolve('./adapter.ts')),
  subject: 'subject:labrpc',
  entry: '', // Nothing is handed in.
  reference: fileURLToPath(import.meta.resolve('./subject/test-service.ts')),
  allowedImports: [],
};
