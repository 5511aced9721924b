import { ADOPT_TERM, LIVE_AGREEMENT, LIVE_ELECTION } from '../properties.ts';
import type { AppendEntriesArgs, StateResult } from '../../api.ts';
import { scriptedCase } from '../raft-case.ts';
import type { Script } from '../script.ts';
import { leadWithSnapshot } from './lead-with-snapshot.ts';

export const higherTermInReply = scriptedCase({
  part: '2A',
  name: 'HigherTermInReply',
  about: `A candidate learns from the refusal of its vote that the others are in term 7: it adopts
          that term, and its next election is of a later one (§5.1).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    const first = await t.hear();
    if (first === null) {
      return t.fail(LIVE_ELECTION, 'S1 has heard of no leader for 60 s, and asks nobody.');
    }
    if (first.method !== 'requestVote') return; // An RPC of its own comes first.
    await t.answer(first, { term: 7, voteGranted: false });
    await t.arrive(20); // The answer has arrived; what comes from now on knows of it.
    await t.forget();

    const next = await t.hear();
    const term = (next?.args as { term?: unknown } | undefined)?.term;
    if (next?.method !== 'requestVote' || (typeof term === 'number' && term > 7)) return;
    t.fail(
      ADOPT_TERM,
      `If an RPC response contains term T > currentTerm: set currentTerm = T.\n` +
        `  S1 asked ${first.puppet} for its vote, which refused it in term 7. Another vote has not been ` +
        `answered: a reply counts when it arrives.\n` +
        `  In its next election it asks ${next.puppet} in term ${String(term)}, not 8 or more.`,
    );
  },
});

/** How much later the term is that a follower has heard of. */
const LATER = 5;

export const deposedByReply = scriptedCase({
  part: '2A',
  name: 'DeposedByReply',
  about: `S1 leads. A follower that has heard of a later term says so in its reply to a heartbeat: S1
          adopts that term, and leads no more (§5.1).`,
  servers: 3,
  points: 5,

  async run(t) {
    const term = await t.elect(1, 'S2', 'S3');
    if (term === null) return;
    t.reach('S2');
    t.follower('S2').currentTerm = term + LATER;
    await t.pass(1000);
    await checkDeposed(t, term, 'AppendEntries');
  },
});

export const deposedByInstallReply = scriptedCase({
  part: '2D',
  name: 'DeposedByInstallReply',
  about: `S1 leads, and S2 lacks entries that S1 has in a snapshot only. S2 has heard of a later term
          when the snapshot arrives, and says so in its reply: S1 adopts that term (§5.1).`,
  servers: 3,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    const term = await leadWithSnapshot(t);
    if (term === null) return;
    t.reach('S2');
    for (let said = false; !said;) {
      const request = await t.hear();
      if (request === null) return t.fail(LIVE_AGREEMENT, 'S1 leads, and says nothing for 60 s.');
      said = request.method === 'installSnapshot';
      // It need not have made a snapshot, and then begins with the first entry.
      if (!said && (request.args as AppendEntriesArgs).prevLogIndex === 0) return;
      await t.answer(request, said ? { term: term + LATER } : { term, success: false });
    }
    await t.arrive(50); // The reply has arrived.
    await checkDeposed(t, term, 'InstallSnapshot');
  },
});

async function checkDeposed(t: Script, term: number, method: string): Promise<void> {
  const state = (await t.invoke(t.server, 'getState')) as unknown as StateResult;
  if (state.term >= term + LATER) return;
  t.fail(
    ADOPT_TERM,
    `If an RPC response contains term T > currentTerm: set currentTerm = T, convert to follower.\n` +
      `  S1, leader of term ${term}, had a reply of term ${term + LATER} to its ${method}.\n` +
      `  It says that it is in term ${state.term}${state.isLeader ? ', and leads' : ''}.`,
  );
}
