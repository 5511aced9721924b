import { START } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

export const startInsideApply = raftCase({
  part: '2B',
  name: 'StartInsideApply',
  about: `The service of the leader starts a command from inside apply, ten times: start() takes it
          there and then, and it is applied like any other (api.ts).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const since = t.now;
    for (let round = 0; round < 10; round++) {
      const leader = await t.stableLeader();
      const command = t.command();
      const inside = t.startLater(leader, command, 'inside apply');
      const index = await t.one(t.command(), { servers: 3, steady: true });
      const result = await inside;
      const { term, isLeader } = (await t.getState(leader)) ?? { term: 0, isLeader: false };
      if (!isLeader) t.lostTerm(`${leader} lost its term, though nothing has failed.`, since);
      if (!result?.isLeader || result.index <= index) {
        return t.fail(
          START,
          `${leader}, leader of term ${term}, was given a command from inside apply of entry ` +
            `${index}: start() should put it after that, it returned ${JSON.stringify(result)}.`,
        );
      }
      await t.wait(result.index, 3);
    }
  },
});
