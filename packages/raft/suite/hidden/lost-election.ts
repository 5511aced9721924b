import { ELECTION_TIMEOUT, REFUSE_EARLIER_LEADER, YIELD_TO_LEADER } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const lostElection = scriptedCase({
  part: '2A',
  name: 'LostElection',
  about: `S1 stands for election. A heartbeat of the leader before arrives, late: it is of an
          earlier term, and refused. Then one of S3, which was elected in S1's term: S1 has lost
          and follows it (§5.2; Figure 2, Candidates).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t3 prev=0@0 [] commit=0');
    const election = await t.hearElection(ELECTION_TIMEOUT);
    if (election === null) return;
    const { term } = election;
    await t.expect(
      `S2→S1 AppendEntries t${term - 1} prev=0@0 [] commit=0`,
      'rejected',
      REFUSE_EARLIER_LEADER,
      `S1 is a candidate in term ${term}.`,
    );
    await t.expect(
      `S3→S1 AppendEntries t${term} prev=0@0 [] commit=0`,
      'ok',
      YIELD_TO_LEADER,
      `S1 is a candidate in term ${term}; the leader's term is at least as large, so S1 recognizes ` +
        `it as legitimate, and its log matches before the first entry.`,
    );
  },
});
