/** The suite of the MapReduce lab. */
import { fileURLToPath } from 'node:url';
import type { Suite } from 'harness';
import { hiddenCases } from './hidden/index.ts';
import { describeCall, describeReply } from './notation.ts';
import { publicCases } from './public/index.ts';
import { realSuite } from './real/index.ts';
import { situations } from './situations.ts';

export const mrSuite: Suite = {
  lab: 'mr',
  cases: [...publicCases, ...hiddenCases],
  situations,
  adapter: fileURLToPath(new URL('../adapter.ts', import.meta.url)),
  subject: 'subject:mr',
  entry: 'src/index.ts',
  reference: fileURLToPath(new URL('../src/index.ts', import.meta.url)),
  allowedImports: ['mr', 'node:fs/promises'],
  real: realSuite,
  describeCall,
  describeReply,
};
