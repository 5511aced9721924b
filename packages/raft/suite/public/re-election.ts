import { raftCase } from '../raft-case.ts';

export const reElection = raftCase({
  part: '2A',
  name: 'ReElection',
  about: `A new leader takes over from one that is cut off and keeps its place when that one comes
          back; without a majority there is no leader (§5.2).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    const first = await t.checkOneLeader();
    t.disconnect(first);
    await t.checkOneLeader();
    t.connect(first);
    const second = await t.stableLeader(); // The first one knows that it was deposed.

    t.disconnect(second);
    const other = t.after(second);
    t.disconnect(other);
    await t.sleep(2000);
    await t.checkNoLeader();

    t.connect(other);
    await t.checkOneLeader();
    t.connect(second);
    await t.checkOneLeader();
  },
});
