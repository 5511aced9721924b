/** What the suite of a service takes from the Raft beneath it. */
export { RaftServers } from './raft-servers.ts';
export type { Run } from './ledgers/run.ts';
export { describeCall, describeReply } from './notation.ts';
