/** The suite of the Raft lab. */
import { fileURLToPath } from 'node:url';
import type { Suite } from 'harness';
import { hiddenCases } from './hidden/index.ts';
import { describeCall, describeReply, describeSnapshot } from './notation.ts';
import { publicCases } from './public/index.ts';
import { GO_RULES } from './rules.ts';
import { situations } from './situations.ts';

export const raftSuite: Suite = {
  lab: 'raft',
  cases: [...publicCases, ...hiddenCases],
  situations,
  adapter: fileURLToPath(new URL('../adapter.ts', import.meta.url)),
  subject: 'subject:raft',
  entry: 'src/raft.ts',
  reference: fileURLToPath(new URL('../src/raft.ts', import.meta.url)),
  allowedImports: ['raft'],
  describeCall,
  describeReply,
  describeSnapshot,
};

/** The 28 public cases by the rules of the Go course, to compare with. */
export const goCourseSuite: Suite = {
  ...raftSuite,
  cases: publicCases.map((test) => test.under(GO_RULES)),
};
