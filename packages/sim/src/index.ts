/** The world in virtual time: clock, event queue, decisions, servers, disks, faults, trace. */
export {
  bundle,
  bundleReal,
  BuildError,
  type BuildProblem,
  type SourceOptions,
  type Program,
} from './bundle.ts';
export { CAPS, type Caps } from './caps.ts';
export { Decisions, Stream, type Overrides } from './decisions.ts';
export { drainByTurning } from './drain.ts';
export { patiently } from './driver.ts';
export type { FileOperation } from './files/file-operation.ts';
export { FileSystem, type FileSystemOptions } from './files/file-system.ts';
export type { Mounts } from './files/namespace.ts';
export type { Losses } from './files/write-cache.ts';
export type { Disk } from './disk.ts';
export type { Invocation } from './invocations.ts';
export { liveObjects } from './live-objects.ts';
export type { ProbeRequest } from './probe.ts';
export type { Address, Node, NodeInfo } from './node.ts';
export { type InFlight, type Message, type Observer, Observers } from './observer.ts';
export {
  Inconclusive,
  type Outcome,
  outcomeOf,
  type Property,
  Starved,
  type Status,
  Violation,
} from './outcome.ts';
export { Payload, Payloads } from './payload.ts';
export { decode, encode, encodedSize, NotPlain, type Plain } from './plain.ts';
export { pipe, PipeProcess } from './pipe.ts';
export { realm } from './realm.ts';
export { toSource } from './source.ts';
export type { Level, TraceKind, TraceRecord, TraceSink } from './trace.ts';
export type { BootOptions, Transport, Wire, WorldOptions } from './options.ts';
export { World } from './world.ts';
export { VIRTUAL_TIME_LIMIT } from './stuck.ts';
