/** The cases that students get, in the order of the course. */
import type { Case } from 'harness';
import {
  basic,
  concurrent,
  manyPartitionsManyClients,
  manyPartitionsOneClient,
  unreliable,
} from './basic.ts';
import { onePartition } from './one-partition.ts';
import {
  persistConcurrent,
  persistConcurrentUnreliable,
  persistOneClient,
  persistPartition,
  persistPartitionUnreliable,
  persistPartitionUnreliableLinearizable,
} from './persist.ts';
import { snapshotRpc } from './snapshot-rpc.ts';
import { snapshotSize } from './snapshot-size.ts';
import {
  snapshotRecover,
  snapshotRecoverManyClients,
  snapshotUnreliable,
  snapshotUnreliableRecover,
  snapshotUnreliableRecoverConcurrentPartition,
  snapshotUnreliableRecoverConcurrentPartitionLinearizable,
} from './snapshots.ts';
import { snapshotSpeed, speed } from './speed.ts';
import { unreliableOneKey } from './unreliable-one-key.ts';

export const publicCases: readonly Case[] = [
  basic,
  speed,
  concurrent,
  unreliable,
  unreliableOneKey,
  onePartition,
  manyPartitionsOneClient,
  manyPartitionsManyClients,
  persistOneClient,
  persistConcurrent,
  persistConcurrentUnreliable,
  persistPartition,
  persistPartitionUnreliable,
  persistPartitionUnreliableLinearizable,
  snapshotRpc,
  snapshotSize,
  snapshotSpeed,
  snapshotRecover,
  snapshotRecoverManyClients,
  snapshotUnreliable,
  snapshotUnreliableRecover,
  snapshotUnreliableRecoverConcurrentPartition,
  snapshotUnreliableRecoverConcurrentPartitionLinearizable,
];
