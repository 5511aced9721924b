/** Suites, cases, clusters, and `runCase`: from a case and a seed to a verdict. */
export type { Case, Env, Library, Situation, Suite } from './case.ts';
export { Cluster, type ClusterOptions } from './cluster.ts';
export { drawFaults } from './faults/draw-faults.ts';
export { type Action, describeFault, type Fault } from './faults/fault.ts';
export { FaultPlayer } from './faults/fault-player.ts';
export { type Clock, moment, type Moment, stamp, violation, when } from './moment.ts';
export { prepare, prepareOnce, prepareReal, runCase, type RunOptions } from './run-case.ts';
export type { RealCase, RealEnv, RealSuite } from './real/real-case.ts';
export type { ProcessEnd, RealProcess } from './real/processes.ts';
export { runReal } from './real/run-real.ts';
export type { Libraries, Solution } from './run-case.ts';
export { MessageShapes, type Shapes } from './message-shapes.ts';
export { isObject, isWhole, lookUp, problem, type Rule, shortened } from './shapes.ts';
export type { Verdict } from './verdict.ts';
export { decode, encode, FileSystem, Inconclusive, liveObjects, Observers, Violation } from 'sim';
export type {
  Address,
  FileOperation,
  InFlight,
  Losses,
  Message,
  NodeInfo,
  Observer,
  Plain,
  Program,
  Property,
  Status,
} from 'sim';
export type { TraceRecord, TraceSink } from 'sim';
export { explainFailure, replayCommand } from './report.ts';
