/** The public tests: the cases of the course, with a few seeds each; `-t 2A` runs one part. */
import { join } from 'node:path';
import { describeLab } from 'harness/vitest';
import { raftSuite } from 'raft/suite';

describeLab(raftSuite, join(import.meta.dirname, '..'));
