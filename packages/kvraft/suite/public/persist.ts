/** Restarts: all servers crash at once, in each round, and come back with what is on their disks. */
import { genericCase } from './generic.ts';

const restarts = true;

export const persistOneClient = genericCase({
  part: '3A',
  name: 'PersistOneClient',
  about: 'All servers crash at once and come back.',
  clients: 1,
  servers: 5,
  restarts,
  points: 5,
});
export const persistConcurrent = genericCase({
  part: '3A',
  name: 'PersistConcurrent',
  about: 'All servers crash at once and come back.',
  clients: 5,
  servers: 5,
  restarts,
  points: 5,
});
export const persistConcurrentUnreliable = genericCase({
  part: '3A',
  name: 'PersistConcurrentUnreliable',
  about: 'All servers crash at once and come back, and messages are lost.',
  clients: 5,
  servers: 5,
  network: 'unreliable',
  restarts,
  points: 5,
});
export const persistPartition = genericCase({
  part: '3A',
  name: 'PersistPartition',
  about: 'Random halves are parted from each other, then all servers crash and come back.',
  clients: 5,
  servers: 5,
  restarts,
  partitions: true,
  points: 5,
});
export const persistPartitionUnreliable = genericCase({
  part: '3A',
  name: 'PersistPartitionUnreliable',
  about: `Random halves are parted from each other, then all servers crash and come back, and messages
          are lost.`,
  clients: 5,
  servers: 5,
  network: 'unreliable',
  restarts,
  partitions: true,
  points: 5,
});
export const persistPartitionUnreliableLinearizable = genericCase({
  part: '3A',
  name: 'PersistPartitionUnreliableLinearizable',
  about: `Everything that the generic test has, on keys that all clients share: lost messages, random
          halves, and a crash of all servers.`,
  clients: 15,
  servers: 7,
  network: 'unreliable',
  restarts,
  partitions: true,
  randomKeys: true,
  points: 10,
});
