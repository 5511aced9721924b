/** The public tests: the cases of the course, each with a few seeds. `pnpm test -t 2A` runs a part. */
import { join } from 'node:path';
import { describeLab } from 'harness/vitest';
import { raftSuite } from 'raft/suite';

describeLab(raftSuite, join(import.meta.dirname, '..'));
