import { scriptedCase } from '../raft-case.ts';

export const majorityIsEnough = scriptedCase({
  part: '2A',
  name: 'MajorityIsEnough',
  about: `Two of four voters grant S1 their votes at once, the other two do not answer for a long
          time. With votes from a majority of servers S1 becomes leader, and waits for no other
          reply (§5.2; Figure 2, Candidates).`,
  servers: 5,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    for (const silent of ['S4', 'S5']) t.hold(silent, 'all');
    await t.elect(1, 'S2', 'S3'); // The ledger of candidacies sees whether S1 stands again.
  },
});
