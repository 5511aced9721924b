import { labrpcCase } from '../labrpc-case.ts';
import { type Request, SERVER } from '../nodes.ts';
import { COUNTS, OWN_REPLY } from '../properties.ts';

const CLIENTS = 20;
const CALLS = 10;

export const concurrentMany = labrpcCase({
  name: 'ConcurrentMany',
  about: 'Of 20 clients, each a node that makes 10 calls, all get the replies to their own calls.',

  async run(t) {
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      const address = `Client${client}`;
      await t.bootClients(address);
      const numbers = Array.from({ length: CALLS }, (_, call) => client * 100 + call);
      const requests = numbers.map((n): Request => ['handle', n]);
      const replies = await t.callInTurn(requests, address);
      t.expectSame(
        OWN_REPLY,
        `replies to ${address}`,
        replies,
        numbers.map((n) => `handled ${n}`),
      );
    });
    await Promise.all(clients);
    const delivered = t.network.rpcCount(SERVER);
    t.expectSame(COUNTS, 'requests delivered to the server', delivered, CLIENTS * CALLS);
  },
});
