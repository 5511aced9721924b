import { raftCase } from '../raft-case.ts';

export const rejoin = raftCase({
  part: '2B',
  name: 'Rejoin',
  about: `A leader that is cut off collects entries that will never be committed; the others move
          on; each leader comes back in turn (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.one(t.command(), { servers: 3 });
    const first = await t.checkOneLeader();
    t.disconnect(first);
    for (let i = 0; i < 3; i++) await t.start(first, t.command());
    await t.one(t.command(), { servers: 2 });

    const second = await t.checkOneLeader();
    t.disconnect(second);
    t.connect(first);
    await t.one(t.command(), { servers: 2 });
    t.connect(second);
    await t.one(t.command(), { servers: 3 });
  },
});
