/** The generic test with a log that must stay small (§7). */
import { genericCase } from './generic.ts';

/** Bytes. */
export const MAX_RAFT_STATE = 1000;

const maxRaftState = MAX_RAFT_STATE;

export const snapshotRecover = genericCase({
  part: '3B',
  name: 'SnapshotRecover',
  about: 'All servers crash at once and come back with their snapshots.',
  clients: 1,
  servers: 5,
  restarts: true,
  maxRaftState,
  points: 5,
});
export const snapshotRecoverManyClients = genericCase({
  part: '3B',
  name: 'SnapshotRecoverManyClients',
  about: 'All servers crash at once and come back with their snapshots.',
  clients: 20,
  servers: 5,
  restarts: true,
  maxRaftState,
  points: 5,
});
export const snapshotUnreliable = genericCase({
  part: '3B',
  name: 'SnapshotUnreliable',
  about: 'Snapshots, while messages are lost: what is a retry must be known from the snapshot too.',
  clients: 5,
  servers: 5,
  network: 'unreliable',
  maxRaftState,
  points: 5,
});
export const snapshotUnreliableRecover = genericCase({
  part: '3B',
  name: 'SnapshotUnreliableRecover',
  about: 'All servers crash at once and come back with their snapshots, and messages are lost.',
  clients: 5,
  servers: 5,
  network: 'unreliable',
  restarts: true,
  maxRaftState,
  points: 5,
});
export const snapshotUnreliableRecoverConcurrentPartition = genericCase({
  part: '3B',
  name: 'SnapshotUnreliableRecoverConcurrentPartition',
  about: `Random halves are parted from each other, then all servers crash and come back with their
          snapshots, and messages are lost.`,
  clients: 5,
  servers: 5,
  network: 'unreliable',
  restarts: true,
  partitions: true,
  maxRaftState,
  points: 5,
});
export const snapshotUnreliableRecoverConcurrentPartitionLinearizable = genericCase({
  part: '3B',
  name: 'SnapshotUnreliableRecoverConcurrentPartitionLinearizable',
  about: `Everything that the generic test has, on keys that all clients share: snapshots, lost
          messages, random halves, and a crash of all servers.`,
  clients: 15,
  servers: 7,
  network: 'unreliable',
  restarts: true,
  partitions: true,
  randomKeys: true,
  maxRaftState,
  points: 10,
});
