/** labrpc's own cases. Here and not beside them, since labrpc stands below the harness. */
import { labrpcSuite } from 'labrpc/suite';
import { describeSuite } from '../src/vitest.ts';

describeSuite(labrpcSuite, { subject: labrpcSuite.reference });
