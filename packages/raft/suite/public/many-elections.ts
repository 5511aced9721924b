import { raftCase } from '../raft-case.ts';

export const manyElections = raftCase({
  part: '2A',
  name: 'ManyElections',
  about: `Seven servers, of which three chosen at random are cut off, nine times: the four that are
          left keep their leader or elect a new one (§5.2).`,
  servers: 7,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.checkOneLeader();
    for (let round = 0; round < 9; round++) {
      const away = t.random.shuffle(t.servers).slice(0, 3);
      for (const server of away) t.disconnect(server);
      await t.checkOneLeader();
      t.connectAll();
    }
    await t.checkOneLeader();
  },
});
