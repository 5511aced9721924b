import type { Address, Plain } from 'harness';
import type { ClientRequestReply, Operation, RegisterClientReply } from '../../api.ts';
import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';
import { marker } from '../ledgers/markers.ts';
import { ANSWER_AFTER_COMMIT, LOST_LEADERSHIP } from '../properties.ts';

const PUPPET = 'P1';
/** Operations of the others: their logs then begin behind what the old leader has. */
const MEANWHILE = 40;
/** ms; the old leader restores the snapshot of the next one within a few heartbeats. */
const MAX_MS = 5000;

type Reply = ClientRequestReply | null | undefined;

export const restoreWhileWaiting = kvCase({
  part: '3B',
  name: 'RestoreWhileWaiting',
  about: `A leader is parted from the others, and has an append and a read for which a client waits. The
          others go on until only a snapshot has what was committed meanwhile. When the old leader restores
          it, the entries of that client have no place in the log any more: the server tells the client so,
          and takes no other result for theirs (§7, §8).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 500,
  points: 5,
  hidden: true,

  async run(t) {
    const other = await t.client();
    await other.put('y', ''); // The puppet writes to another key, and is no client.
    await t.world.boot(PUPPET, { role: 'puppet' });
    for (let round = 0; round < 3; round++) {
      const old = await t.stableLeader();
      const others = t.servers.filter((server) => server !== old);
      const registered = (await call(t, old, 'registerClient', {})) as RegisterClientReply | null;
      if (registered?.status !== 'OK') continue;
      t.partition([old], others);
      other.reach(others);
      const value = marker(PUPPET, round + 1);
      const append = request(t, old, registered.clientId, { kind: 'append', key: 'x', value });
      const get = request(t, old, registered.clientId, { kind: 'get', key: 'x' });
      for (let i = 0; i < MEANWHILE; i++) await other.append('y', other.mark());
      t.heal();
      other.reach(t.servers);
      await t.sleep(MAX_MS);
      mustBeRefused(t, old, append.reply, get.reply);
    }
  },
});

/** Sends an operation to a server; the reply is there as soon as it has come. */
function request(
  t: KvCluster,
  server: Address,
  clientId: number | string,
  command: Operation,
): { reply: Reply } {
  const sent: { reply: Reply } = { reply: undefined };
  const args = { clientId, sequenceNum: command.kind === 'append' ? 1 : 2, command };
  void call(t, server, 'clientRequest', args as unknown as Plain).then((reply) => {
    sent.reply = reply as Reply;
  });
  return sent;
}

function mustBeRefused(t: KvCluster, old: Address, append: Reply, get: Reply): void {
  const open = [...(append === undefined ? ['append'] : []), ...(get === undefined ? ['get'] : [])];
  if (open.length > 0) {
    t.fail(
      LOST_LEADERSHIP,
      `${old} was deposed while ${PUPPET} waited there for its ${open.join(' and its ')}, has reached ` +
        `the others again for ${MAX_MS / 1000} s, and got a snapshot of what they did. It still has not ` +
        `answered. What has no place in the log any more will never be applied: the server answers ` +
        `NOT_LEADER to whoever waits for it.`,
    );
  }
  if (append?.status !== 'OK') return;
  t.fail(
    ANSWER_AFTER_COMMIT,
    `${old} answered an append of ${PUPPET} with OK, but nobody else ever had its entry: ${old} reached ` +
      `no other server when it took the append, and then got a snapshot without it. Whoever waits for an ` +
      `entry that a snapshot replaces gets NOT_LEADER.`,
  );
}

function call(t: KvCluster, server: Address, method: string, args: Plain): Promise<unknown> {
  return t.world.invoke(PUPPET, 'call', [server, method, args]);
}
