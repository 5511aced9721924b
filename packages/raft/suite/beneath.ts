/** What the suite of a service takes from the Raft beneath it. */
export { RaftServers } from './raft-servers.ts';
export { type Clock, moment, type Moment, type Run, violation, when } from './ledgers/run.ts';
export { describeCall, describeReply } from './notation.ts';
export type { PuppetRequest } from '../puppet.ts';
export { isObject, problem, type Rule, shortened } from './shapes.ts';
