import { HEARTBEATS, LIVE_ELECTION } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

/** ms, many ways of a message on a LAN: time for a server that looks now and then whether it has won. */
const AT_ONCE = 80;

export const announcement = scriptedCase({
  part: '2A',
  name: 'Announcement',
  about: `S1 wins an election. It sends heartbeats to all others at once, to prevent new elections
          (§5.2; Figure 2, Leaders).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    const election = await t.hearElection(LIVE_ELECTION);
    if (election === null) return;
    const { term, requests } = election;
    for (const heard of requests) await t.answer(heard, { term, voteGranted: true });
    await t.arrive(AT_ONCE, 2); // The votes, then the heartbeats.
    const heard = await t.heard();
    const told = heard.filter(({ method }) => method === 'appendEntries');
    const missing = t.puppets.filter((puppet) => !told.some((call) => call.puppet === puppet));
    if (missing.length === 0) return;
    t.fail(
      HEARTBEATS,
      `Upon election a leader sends initial empty AppendEntries RPCs (heartbeats) to each server.\n` +
        `  S2 and S3 voted for S1 in term ${term}, but within ${AT_ONCE} ms it sent none to ` +
        `${missing.join(' and ')}.`,
    );
  },
});
