import type { Address } from 'harness';
import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';

/** Time in which the leader sends heartbeats whose acknowledgements are late, ms. */
const HEARTBEATS_MS = 300;
/** Delay of these: others are elected and serve a client in this time, ms. */
const LATE_MS = 3000;

export const oldAcknowledgements = kvCase({
  part: '3A',
  name: 'OldAcknowledgements',
  about: `Acknowledgements of a leader's heartbeats take three seconds. Meanwhile the leader is cut off,
          the others elect another one, and a client appends. Then the old acknowledgements arrive, and
          nothing else. They tell the old leader that it led three seconds ago, so a read that begins
          now must not rely on them (§8).`,
  servers: 5,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const [reader, writer] = [await t.client(), await t.client()];
    for (let reign = 0; reign < 3; reign++) {
      const old = await t.stableLeader();
      const others = t.servers.filter((server) => server !== old);
      await reader.put('x', reader.mark());
      await reader.get('x');
      await delayReplies(t, others, old);
      t.partition([old], others);
      reader.reach([old]);
      writer.reach(others);
      await writer.append('x', writer.mark());

      for (const other of others) {
        t.world.pause(other);
        t.link(other, old, true);
      }
      const read = reader.get('x');
      await t.sleep(LATE_MS + HEARTBEATS_MS);
      for (const other of others) t.world.resume(other);
      t.heal();
      for (const client of [reader, writer]) client.reach(t.servers);
      await read;
      await writer.get('x');
    }
  },
});

/** Whatever the followers reply from now on arrives later; the next messages take no longer than usual. */
async function delayReplies(
  t: KvCluster,
  followers: readonly Address[],
  leader: Address,
): Promise<void> {
  const shape = { delay: { kind: 'constant', ms: LATE_MS } } as const;
  for (const follower of followers) t.network.shape(follower, leader, shape);
  await t.sleep(HEARTBEATS_MS);
  for (const follower of followers) t.network.shape(follower, leader, undefined);
}
