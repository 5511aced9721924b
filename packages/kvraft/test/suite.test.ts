import { describeSuite } from 'harness/vitest';
import { kvSuite } from '../suite/index.ts';

describeSuite(kvSuite, { subject: kvSuite.reference, seeds: 1, cases: /^kvraft/ });
