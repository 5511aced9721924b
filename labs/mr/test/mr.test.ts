/** The public tests in virtual time, with a few seeds each; `-t 1A` runs one part. */
import { join } from 'node:path';
import { describeLab } from 'harness/vitest';
import { mrSuite } from 'mr/suite';

describeLab(mrSuite, join(import.meta.dirname, '..'));
