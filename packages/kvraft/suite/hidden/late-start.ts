import { kvCase } from '../kv-case.ts';

export const lateStart = kvCase({
  part: '3A',
  name: 'LateStart',
  about: `Raft takes 20 ms to say at which index a command stands, as one that waits for its disk may, so
          that the command is executed before that. A client must have its result nevertheless: who
          waits for it begins to wait before start() is called.`,
  servers: 3,
  network: 'reliable',
  lateStart: 20,
  points: 5,
  hidden: true,

  async run(t) {
    const clients = await t.clients(2);
    for (let reign = 0; reign < 3; reign++) {
      const leader = await t.stableLeader();
      await Promise.all(
        clients.map(async (client) => {
          for (let i = 0; i < 5; i++) await client.append('x', client.mark());
          await client.get('x');
        }),
      );
      await t.crashAndRestart(leader);
    }
  },
});
