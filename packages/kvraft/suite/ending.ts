/**
 * The end of every case: a minority of the servers crashes for good, among them the server that has
 * answered most operations. Nothing that a client was told may be lost with it, because an entry is
 * committed only when a majority has it on disk (§5.3, §5.4); and the rest must serve (§2).
 */
import type { Address } from 'harness';
import type { KvCluster } from './cluster.ts';

/** Keys that are read; of more, those that were written last. */
const MAX_KEYS = 3;

/** Reads what was written last; {@link KvCluster.checkHistory} judges it. */
export async function endWithoutMinority(t: KvCluster): Promise<void> {
  const keys = t.writtenKeys.slice(-MAX_KEYS);
  if (keys.length === 0) return;
  await Promise.all(t.down.map((server) => t.restart(server)));
  t.heal();
  t.loseMinority();
  for (const server of minorityOf(t)) t.crash(server);
  const reader = await t.client();
  for (const key of keys) await reader.get(key);
}

function minorityOf(t: KvCluster): Address[] {
  const random = t.world.decisions.stream('ending');
  const minority = t.mostBusy.slice(0, 1);
  while (minority.length < t.servers.length - t.majority) {
    minority.push(random.pick(t.servers.filter((server) => !minority.includes(server))));
  }
  return minority;
}
