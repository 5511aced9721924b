/** The real cases on the reference, each once, side by side. */
import { join } from 'node:path';
import { describeRealSuite } from 'harness/vitest-real';
import { realSuite } from '../suite/real/index.ts';

describeRealSuite(
  { lab: 'mr', subject: 'subject:mr', allowedImports: ['mr', 'node:fs/promises'], real: realSuite },
  join(import.meta.dirname, '../src/index.ts'),
);
