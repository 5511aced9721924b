/** The public tests: the cases of the course, with a few seeds each; `-t 3A` runs one part. */
import { join } from 'node:path';
import { describeLab } from 'harness/vitest';
import { kvSuite } from 'kvraft/suite';

describeLab(kvSuite, join(import.meta.dirname, '..'));
