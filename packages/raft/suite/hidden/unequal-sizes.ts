import { raftCase } from '../raft-case.ts';

/** Characters. A Raft that limits its messages has to end some of them before a large command. */
const SIZES = [10, 100, 1000, 4000];
const ROUNDS = 4;
const COMMANDS = 25;

export const unequalSizes = raftCase({
  part: '2B',
  name: 'UnequalSizes',
  about: `Commands of 10 to 4000 characters, one after another in any order. A follower that was cut off
          gets them several in one message, and another one at once: however they are packed, each
          AppendEntries has the entries after prevLogIndex, without a gap (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    for (let round = 0; round < ROUNDS; round++) {
      const leader = await t.stableLeader();
      const away = t.after(leader, 1 + (round % 2));
      t.disconnect(away);
      const commands = Array.from({ length: COMMANDS }, () => t.command(t.random.pick(SIZES)));
      await Promise.all(commands.map((command) => t.start(leader, command)));
      await t.one(t.command(), { servers: 2 });
      t.connect(away);
      await t.one(t.command(), { servers: 3 });
    }
  },
});
