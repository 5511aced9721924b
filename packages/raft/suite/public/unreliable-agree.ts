import { raftCase } from '../raft-case.ts';

export const unreliableAgree = raftCase({
  part: '2C',
  name: 'UnreliableAgree',
  about: `49 times five commands, four of them at one time, on a network that delays messages and
          loses one in ten (§5.3). When it is well again all five servers have all of them.`,
  servers: 5,
  network: 'unreliable',
  points: 5,

  async run(t) {
    const open: Promise<number>[] = [];
    for (let round = 1; round < 50; round++) {
      for (let i = 0; i < 4; i++) open.push(t.one(t.command(), { servers: 1 }));
      await t.one(t.command(), { servers: 1 });
    }
    t.network.unreliable = false;
    await Promise.all(open);
    await t.one(t.command(), { servers: 5 });
  },
});
