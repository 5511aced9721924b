import { scriptedCase } from '../raft-case.ts';
import type { Script } from '../script.ts';

/** Figure 7: the logs of the followers a to f when the leader at the top comes to power. */
const LOGS = {
  S2: '1@1 2@1 3@1 4@4 5@4 6@5 7@5 8@6 9@6',
  S3: '1@1 2@1 3@1 4@4',
  S4: '1@1 2@1 3@1 4@4 5@4 6@5 7@5 8@6 9@6 10@6 11@6',
  S5: '1@1 2@1 3@1 4@4 5@4 6@5 7@5 8@6 9@6 10@6 11@7 12@7',
  S6: '1@1 2@1 3@1 4@4 5@4 6@4 7@4',
  S7: '1@1 2@1 3@1 4@2 5@2 6@2 7@3 8@3 9@3 10@3 11@3',
};
const LEADER = '1@1 2@1 3@1 4@4 5@4 6@5 7@5 8@6 9@6 10@6';

/** The leader brings all followers to its log. */
async function repair(t: Script): Promise<void> {
  await t.send(`S4→S1 AppendEntries t6 prev=0@0 [${LEADER}] commit=3`);
  for (const [puppet, places] of Object.entries(LOGS)) t.follower(puppet).give(places);
  const term = await t.elect(8, 'S2', 'S3', 'S6', 'S7');
  if (term === null) return;
  await t.start(`11@${term}`);
  const wanted = `${LEADER} 11@${term}`;
  for (const puppet of t.puppets) {
    const what = `${puppet} gets the log of its leader, ${wanted}`;
    await t.until(() => t.follower(puppet).places === wanted, what, { index: 11, term });
  }
  await t.untilApplied(11);
  await t.checkApplied(...wanted.split(' '));
}

export const figure7 = scriptedCase({
  part: '2B',
  name: 'Figure7',
  about: `S1 is the leader at the top of Figure 7, elected for term 8 by a, b, e and f. It brings
          the logs of the followers a to f, S2 to S7, to its own: what they lack, what they have
          too much, and both (§5.3).`,
  servers: 7,
  points: 5,

  run: repair,
});

export const figure7Hints = scriptedCase({
  part: '2B',
  name: 'Figure7Hints',
  about: `The same, with followers that say of a rejected prevLogIndex which term conflicts and where
          it begins. With such a hint S1 goes back term by term, and arrives (end of §5.3).`,
  servers: 7,
  points: 5,

  run(t) {
    for (const puppet of t.puppets) t.follower(puppet).hints = true;
    return repair(t);
  },
});
