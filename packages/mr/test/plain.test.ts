/** What is right and quite different from the reference passes: no check may accuse it. */
import { fileURLToPath } from 'node:url';
import { describeSuite } from 'harness/vitest';
import { mrSuite } from '../suite/index.ts';

const subject = fileURLToPath(new URL('plain/index.ts', import.meta.url));

describeSuite(mrSuite, { subject, seeds: 1, cases: /^mr\/1[AB]/ });
