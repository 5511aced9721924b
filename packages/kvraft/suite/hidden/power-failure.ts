/**
 * Power failures: all servers crash at one moment, when a client has just been told that its append is done.
 * An answered command must be on the disks of a majority, together with its session and number (Raft §8).
 */
import { kvCase, type KvCaseOptions } from '../kv-case.ts';

const ROUNDS = 6;
/** Appends under way when the power fails. */
const CLIENTS = 3;

export const powerFailure = cutCase({ part: '3A', name: 'PowerFailure' });

export const snapshotPowerFailure = cutCase({
  part: '3B',
  name: 'SnapshotPowerFailure',
  maxRaftState: 1000,
});

function cutCase(options: Pick<KvCaseOptions, 'part' | 'name' | 'maxRaftState'>) {
  return kvCase({
    ...options,
    about: `Three clients append to one value. All servers crash at one moment, when one of the clients is told that
            its append is done, and come back. Nothing that was done is lost, and what the others try again
            is done once (§8).`,
    servers: 3,
    network: 'reliable',
    points: 5,
    hidden: true,

    async run(t) {
      const clients = await t.clients(CLIENTS);
      await clients[0]?.put('x', '');
      for (let round = 0; round < ROUNDS; round++) {
        await t.stableLeader();
        const appends = clients.map(async (client) => {
          for (let i = t.random.within(1, 4); i > 0; i--) await client.append('x', client.mark());
        });
        await Promise.race(appends);
        t.crashAll();
        await t.sleep(t.random.within(0, 500));
        await Promise.all(t.servers.map((server) => t.restart(server)));
        await Promise.all(appends);
        await clients[0]?.get('x');
      }
    },
  });
}
