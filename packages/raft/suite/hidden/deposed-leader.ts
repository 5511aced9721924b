import { ELECTION_TIMEOUT, REFUSE_EARLIER_LEADER } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

const OLD = 'S2→S1 AppendEntries t1 prev=0@0 [] commit=0';

export const deposedLeader = scriptedCase({
  part: '2A',
  name: 'DeposedLeader',
  about: `S2, leader of term 1, can send but not hear: it does not know that S3 leads term 2. Then
          S3 is gone. S2's heartbeats, every 50 ms, must not keep S1 from standing for election
          (§5.2; Figure 2, AppendEntries 1).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    await t.send('S3→S1 AppendEntries t2 prev=0@0 [] commit=0');
    const heard = await t.hear(50, () =>
      t.expect(OLD, 'rejected', REFUSE_EARLIER_LEADER, 'S1 has heard of the leader of term 2.'),
    );
    if (heard) return;
    t.fail(
      ELECTION_TIMEOUT,
      `A follower becomes a candidate if its election timeout elapses without receiving ` +
        `AppendEntries from the *current* leader or granting a vote.\n` +
        `  S1 has heard of no leader of its term, 2, for 60 s, but does not stand.\n` +
        `  All that reached it was, every 50 ms: ${OLD}, rejected.`,
    );
  },
});
