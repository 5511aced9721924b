import { scriptedCase } from '../raft-case.ts';

/** Commands that S1 takes meanwhile, and ms between two of them. */
const COMMANDS = 30;
const INTERVAL = 500;

export const silentFollower = scriptedCase({
  part: '2B',
  name: 'SilentFollower',
  about: `S2 is cut off for fifteen seconds, in which S1 goes on with S3. Each call to S2 fails within
          100 ms. S1 keeps on trying, but not more and more often: it needs neither a chain of
          retries for each heartbeat nor a list of all that was lost, since AppendEntries can bring
          all that S2 lacks (§5.3).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1');
    for (const puppet of t.puppets) t.follower(puppet).give('1@1');
    const term = await t.elect(2, 'S2', 'S3');
    if (term === null) return;
    t.reach('S3');
    let index = 1;
    for (let i = 0; i < COMMANDS; i++) {
      await t.start(`${(index += 1)}@${term}`);
      await t.pass(INTERVAL); // The ledger of vain calls counts.
    }
    t.reach('S2', 'S3');
    await t.until(() => t.follower('S2').holds(`${index}@${term}`), `S2 gets ${index}@${term}`);
    await t.untilApplied(index);
  },
});
