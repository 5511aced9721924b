/** The real cases on the reference, each once, side by side. */
import { describeRealSuite } from 'harness/vitest-real';
import { mrSuite } from '../suite/index.ts';

describeRealSuite(mrSuite, mrSuite.reference);
