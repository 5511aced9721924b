import type { Plain } from 'harness';
import type { ClientRequestArgs, ClientRequestReply, RegisterClientReply } from '../../api.ts';
import { kvCase } from '../kv-case.ts';
import { marker } from '../ledgers/markers.ts';
import { LOST_LEADERSHIP } from '../properties.ts';

/** ms; it hears of the next leader within one heartbeat of the healing. */
const MOST_MS = 5000;
/** Times for which it is cut off, ms. The request waits before and after: a long timeout ends in neither. */
const CUT_OFF_MS = [5000, 3000, 1500];

export const lostLeadership = kvCase({
  part: '3A',
  name: 'LostLeadership',
  about: `A leader takes a command and loses its majority; others elect another leader, and nobody asks
          for anything any more. When the old one hears that it was deposed, it must say so to the client
          that waits: no entry will ever come to tell it (dissertation §6.2).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const client = await t.client();
    await client.put('y', ''); // The puppet writes to another key, and is no client.
    const puppet = 'P1';
    await t.world.boot(puppet, { role: 'puppet' });
    const call = (server: string, method: string, args: Plain): Promise<Plain> =>
      t.world.invoke(puppet, 'call', [server, method, args]);

    for (const [reign, cutOff] of CUT_OFF_MS.entries()) {
      const old = await t.stableLeader();
      const registered = (await call(old, 'registerClient', {})) as unknown as RegisterClientReply;
      if (registered?.status !== 'OK') continue;
      t.partition(
        [old],
        t.servers.filter((server) => server !== old),
      );
      const { clientId } = registered;
      const command = { kind: 'append', key: 'x', value: marker(puppet, reign + 1) } as const;
      const args: ClientRequestArgs = { clientId, sequenceNum: 1, command };
      let reply: ClientRequestReply | null | undefined;
      void call(old, 'clientRequest', args as unknown as Plain).then((value) => {
        reply = value as unknown as ClientRequestReply | null;
      });
      await t.sleep(cutOff);
      t.heal();
      await t.stableLeader();
      await t.sleep(MOST_MS);
      if (reply !== undefined) continue;
      t.fail(
        LOST_LEADERSHIP,
        `${old} led, took ${puppet}'s append at a time when it could reach nobody, and was deposed. It ` +
          `has heard of the next leader ${MOST_MS / 1000} s ago or earlier, and still has not answered ` +
          `that request: whoever waits for it would wait for long, or for ever.`,
      );
    }
  },
});
