import { describeSuite } from 'harness/vitest';
import { mrSuite } from '../suite/index.ts';

describeSuite(mrSuite, { subject: mrSuite.reference, seeds: 2, cases: /^mr\/1/ });
