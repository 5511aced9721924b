import { kvCase } from '../kv-case.ts';
import { SNAPSHOT_RATE } from '../properties.ts';
import { MAX_RAFT_STATE } from './snapshots.ts';

/** Bytes. */
const MAX_SNAPSHOT = 500;
const OPERATIONS = 800;
/** With entries of 150 bytes, there is room for five and more between two snapshots. */
const MOST_SNAPSHOTS = OPERATIONS / 2;

export const snapshotSize = kvCase({
  part: '3B',
  name: 'SnapshotSize',
  about: `800 operations on one key: log and snapshot stay small, since they need not grow with what was
          done, only with what there is (§7).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: MAX_RAFT_STATE,
  points: 5,

  async run(t) {
    const client = await t.client();
    for (let i = 0; i < OPERATIONS / 4; i++) {
      await client.put('x', '0');
      await client.get('x');
      await client.put('x', '1');
      await client.get('x');
    }
    await t.checkSizes(MAX_SNAPSHOT);
    for (const server of t.servers) {
      const snapshots = t.snapshotCount(server);
      if (snapshots <= MOST_SNAPSHOTS) continue;
      t.fail(
        SNAPSHOT_RATE,
        `${server} has saved ${snapshots} snapshots in ${OPERATIONS} operations, expected ` +
          `${MOST_SNAPSHOTS} or less: each costs as much as the whole state, so there is one when the ` +
          `log has grown to ${MAX_RAFT_STATE} bytes, not at every entry.`,
      );
    }
  },
});
