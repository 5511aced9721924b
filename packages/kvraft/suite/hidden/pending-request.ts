import type { Address, Plain } from 'harness';
import type { ClientRequestReply, Operation, RegisterClientReply } from '../../api.ts';
import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';
import { marker } from '../ledgers/markers.ts';
import { ANSWER_AFTER_COMMIT } from '../properties.ts';

const PUPPET = 'P1';
/** Time in which the others elect a leader, ms. */
const ELECTION_MS = 3000;
/** Time in which the old leader learns of the next one, and of the commit, ms. */
const LEARNS_MS = 3000;
const ROUNDS = 4;

export const pendingRequest = kvCase({
  part: '3A',
  name: 'PendingRequest',
  about: `A leader has brought an append into the logs of all, but does not learn of that. The next leader
          commits the entry and answers the retry. Then the client sends its next append to the old leader,
          where the first one is still pending. When the old leader learns that the first one is
          committed, it must not answer the second one with that (§8).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const client = await t.client();
    await client.put('y', ''); // The puppet writes to another key, and is no client.
    await t.world.boot(PUPPET, { role: 'puppet' });
    for (let round = 0; round < ROUNDS; round++) await takeOver(t, round);
  },
});

async function takeOver(t: KvCluster, round: number): Promise<void> {
  const old = await t.stableLeader();
  const others = t.servers.filter((server) => server !== old);
  const registered = (await call(t, old, 'registerClient', {})) as RegisterClientReply | null;
  if (registered?.status !== 'OK') return;
  const { clientId } = registered;
  const request = (server: Address, sequenceNum: number, command: Operation) =>
    call(t, server, 'clientRequest', {
      clientId,
      sequenceNum,
      command: command as unknown as Plain,
    }) as Promise<ClientRequestReply | null>;
  const [first, second] = [marker(PUPPET, 2 * round + 1), marker(PUPPET, 2 * round + 2)];
  const append = (value: string): Operation => ({ kind: 'append', key: 'x', value });

  for (const other of others) t.link(other, old, false); // What they say to it is lost.
  void request(old, 1, append(first));
  await t.sleep(50);
  t.partition([old], others);
  await t.sleep(ELECTION_MS);
  for (const other of others) await request(other, 1, append(first));

  let reply: ClientRequestReply | null | undefined;
  void request(old, 2, append(second)).then((value) => (reply = value));
  await t.sleep(100);
  t.heal();
  await t.sleep(LEARNS_MS);
  if (reply?.status !== 'OK') return;
  for (const server of t.servers) {
    const read = await request(server, 3, { kind: 'get', key: 'x' });
    if (read?.status !== 'OK' || read.response?.includes(second)) continue;
    t.fail(
      ANSWER_AFTER_COMMIT,
      `${old} answered append ${clientId}#2 of ${PUPPET}, ${second}, with OK, but it has not been executed: ` +
        `get(x) on ${server} is '${read.response ?? ''}'. Append ${clientId}#1, ${first}, was pending on ` +
        `${old} as well, and has been committed: its result answers request number 1, and no other.`,
    );
  }
}

function call(t: KvCluster, server: Address, method: string, args: Plain): Promise<unknown> {
  return t.world.invoke(PUPPET, 'call', [server, method, args]);
}
