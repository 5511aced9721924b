import { kvCase } from '../kv-case.ts';

export const unreliableOneKey = kvCase({
  part: '3A',
  name: 'UnreliableOneKey',
  about: `Five clients append ten times each to one key of three servers, and messages are lost: each
          append is there once, those of one client in its order (§8).`,
  servers: 3,
  network: 'unreliable',
  points: 5,

  async run(t) {
    const clients = await t.clients(5);
    const [first] = clients;
    await first?.put('k', '');
    await Promise.all(
      clients.map(async (client) => {
        for (let i = 0; i < 10; i++) await client.append('k', client.mark());
      }),
    );
    await first?.get('k');
  },
});
