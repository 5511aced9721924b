/** The suite of the key/value lab. */
import { fileURLToPath } from 'node:url';
import type { Suite } from 'harness';
import { raftSuite } from 'raft/suite';
import { hiddenCases } from './hidden/index.ts';
import { describeCall, describeReply } from './notation.ts';
import { publicCases } from './public/index.ts';
import { situations } from './situations.ts';

export const kvSuite: Suite = {
  lab: 'kvraft',
  cases: [...publicCases, ...hiddenCases],
  situations,
  adapter: fileURLToPath(new URL('../adapter.ts', import.meta.url)),
  subject: 'subject:kvraft',
  entry: 'src/index.ts',
  reference: fileURLToPath(new URL('../src/index.ts', import.meta.url)),
  allowedImports: ['kvraft', 'raft'],
  libraries: [
    {
      name: '#raft',
      shim: fileURLToPath(new URL('../raft-shim.ts', import.meta.url)),
      suite: raftSuite,
    },
  ],
  describeCall,
  describeReply,
};
