import { scriptedCase } from '../raft-case.ts';
import { commandAt } from '../notation.ts';

const ROUNDS = 3;

export const deposedWhileSending = scriptedCase({
  part: '2B',
  name: 'DeposedWhileSending',
  about: `S1 leads and is given a command, and at the same time hears of a higher term. What it was
          about to do as a leader it does in the term in which it led, or not at all: it has not
          been elected in the new one (§5.1, §5.2).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1');
    for (const puppet of t.puppets) t.follower(puppet).give('1@1');
    let term: number | null = 1;
    for (let round = 0; round < ROUNDS; round++) {
      term = await t.elect(term + 1, 'S2', 'S3');
      if (term === null) return;
      const started = t.invoke(t.server, 'start', commandAt(`in term ${term}`));
      term += 1;
      await t.send(`S3→S1 RequestVote t${term} last=1@1`);
      await started;
      await t.pass(100); // The ledger of leaders sees what S1 does.
    }
  },
});
