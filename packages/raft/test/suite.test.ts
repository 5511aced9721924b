import { describeSuite } from 'harness/vitest';
import { raftSuite } from 'raft/suite';

describeSuite(raftSuite, { subject: raftSuite.reference, seeds: 2, cases: /^raft/ });
