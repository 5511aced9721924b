import { kvCase } from '../kv-case.ts';
import { CLERK_RESTS } from '../properties.ts';

const QUIET_MS = 2000;
/** Requests of a clerk. One that rests for 10 ms after each round of three servers makes 400. */
const MAX_REQUESTS = 500;

export const nobodyLeads = kvCase({
  part: '3A',
  name: 'NobodyLeads',
  about: `The servers have just started and reach a client, but not each other, so that nobody leads for
          two seconds. The client's clerk goes on asking, and rests after each round of the servers: many
          clerks without a pause would take the CPU from an election. Once all is healed it is served.`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const client = await t.client();
    await client.put('x', '');
    for (const server of t.servers) t.crash(server);
    t.partition();
    await Promise.all(t.servers.map((server) => t.restart(server)));
    const before = t.clientCalls;
    const append = client.append('x', client.mark());
    for (let ms = 0; ms < QUIET_MS; ms += 100) {
      await t.sleep(100);
      const requests = t.clientCalls - before;
      if (requests <= MAX_REQUESTS) continue;
      t.fail(
        CLERK_RESTS,
        `${client.address} has made ${requests} requests within ${ms + 100} ms, in which no server ` +
          `led, expected ${MAX_REQUESTS} or fewer in ${QUIET_MS} ms. A clerk that has asked every ` +
          `server in vain rests before the next round: an election takes some 100 ms.`,
      );
    }
    t.heal();
    await append;
    await client.get('x');
  },
});
