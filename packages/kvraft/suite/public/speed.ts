/** An operation takes the time of one round of messages, not that of a heartbeat. */
import { kvCase, type KvCaseOptions } from '../kv-case.ts';
import { SPEED } from '../properties.ts';
import { MAX_RAFT_STATE } from './snapshots.ts';

const OPERATIONS = 1000;
/** ms, on the average: three operations between two heartbeats of the course. */
const MOST_MS = 100 / 3;

export const speed = speedCase({ part: '3A', name: 'Speed' });
export const snapshotSpeed = speedCase({
  part: '3B',
  name: 'SnapshotSpeed',
  maxRaftState: MAX_RAFT_STATE,
});

function speedCase(options: Pick<KvCaseOptions, 'part' | 'name' | 'maxRaftState'>) {
  return kvCase({
    ...options,
    about: `One client and three servers: ${OPERATIONS} appends, one after the other, take 33.3 ms each
            or less, on the average. Whoever waits for the next heartbeat takes longer.`,
    servers: 3,
    network: 'reliable',
    points: 5,
    lanOnly:
      'it measures how soon an operation is answered, and its limit is for messages of a ms.',

    async run(t) {
      const client = await t.client();
      await client.put('x', '');
      const began = t.now;
      for (let i = 0; i < OPERATIONS; i++) await client.append('x', client.mark());
      const took = (t.now - began) / OPERATIONS;
      await client.get('x');
      if (took <= MOST_MS) return;
      t.fail(
        SPEED,
        `${OPERATIONS} appends, one after the other, took ${took.toFixed(1)} ms of virtual time each, ` +
          `expected ${MOST_MS.toFixed(1)} ms or less: a message takes 0.5–1.5 ms, so start() has ` +
          `to send, and what is applied has to be answered, at once.`,
      );
    },
  });
}
