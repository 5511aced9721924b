import { raftCase } from '../raft-case.ts';

export const evenSplit = raftCase({
  part: '2A',
  name: 'EvenSplit',
  about: `Of four servers, two are cut off: two are half, not a majority, so nobody is elected
          (§5.2). With three, a leader is.`,
  servers: 4,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const leader = await t.checkOneLeader();
    t.disconnect(leader);
    t.disconnect(t.after(leader));
    await t.sleep(5000);
    await t.checkNoLeader();
    t.connect(leader);
    await t.checkOneLeader();
  },
});
