/**
 * A reply that is late for all else still brings its term (§5.1): it answers a request of a term in
 * which S1 no longer is.
 */
import type { Plain } from 'harness';
import type { AppendEntriesArgs } from '../../api.ts';
import { ADOPT_TERM, LIVE_AGREEMENT, NEW_ELECTION } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import type { Heard } from '../heard.ts';
import type { Script } from '../script.ts';
import { leadWithSnapshot } from './lead-with-snapshot.ts';

/** How much later the term is that the voter or follower has heard of. */
const LATER = 5;

/** S1 gets the reply and is then asked to follow in an earlier term than that. */
async function answerLate(t: Script, late: Heard, reply: Plain, term: number): Promise<void> {
  const learned = term + LATER;
  await t.answer(late, { ...(reply as object), term: learned });
  await t.arrive(20); // The reply has arrived.
  await t.expect(
    `S3→S1 AppendEntries t${learned - 1} prev=0@0 [] commit=0`,
    'rejected',
    ADOPT_TERM,
    `If an RPC response contains term T > currentTerm: set currentTerm = T. ${late.puppet} said in ` +
      `its reply, late, to a ${late.method} of an earlier term that it is in term ${learned}.`,
  );
}

export const lateRefusal = scriptedCase({
  part: '2A',
  name: 'LateRefusal',
  about: `S1 stands twice. Then S2 refuses its vote in the first election: S2 is in a later term by
          now. The reply is too old to count, but its term is adopted all the same (§5.1).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    const first = await t.hearElection(NEW_ELECTION);
    const second = first && (await t.hearElection(NEW_ELECTION));
    const late = first?.requests.find(({ puppet }) => puppet === 'S2');
    if (!second || !late) return;
    await answerLate(t, late, { voteGranted: false }, second.term);
  },
});

export const lateRejection = scriptedCase({
  part: '2B',
  name: 'LateRejection',
  about: `S1 leads, and S3 leads after it. Then S2 rejects a heartbeat of S1: S2 is in a later term by
          now. S1 leads no more, but it adopts the term (§5.1).`,
  servers: 3,
  points: 5,

  async run(t) {
    const term = await t.elect(1, 'S2', 'S3');
    if (term === null) return;
    const late = await hearMethod(t, 'appendEntries');
    if (late === null) return;
    await t.send(`S3→S1 AppendEntries t${term + 1} prev=0@0 [] commit=0`);
    await answerLate(t, late, { success: false }, term + 1);
  },
});

export const lateInstall = scriptedCase({
  part: '2D',
  name: 'LateInstall',
  about: `S1 leads and sends S2 a snapshot, and S3 leads after it. Then S2 answers: it is in a later
          term by now. S1 leads no more, but it adopts the term (§5.1).`,
  servers: 3,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    const term = await leadWithSnapshot(t);
    if (term === null) return;
    t.reach('S2');
    const late = await hearMethod(t, 'installSnapshot');
    if (late === null) return;
    t.reach('S2', 'S3');
    await t.send(`S3→S1 AppendEntries t${term + 1} prev=2@1 [] commit=2`);
    await answerLate(t, late, {}, term + 1);
  },
});

/**
 * The next request to S2 by that RPC; what comes before it is rejected.
 *
 * @returns `null` when S1 has not made a snapshot, as it need not, and begins with the first entry
 */
async function hearMethod(
  t: Script,
  method: 'appendEntries' | 'installSnapshot',
): Promise<Heard | null> {
  for (;;) {
    const request = await t.hear();
    if (request === null) {
      return t.fail(LIVE_AGREEMENT, `S1 leads, and makes no ${method} within 60 s.`);
    }
    if (request.method === method) return request;
    const { term, prevLogIndex } = request.args as AppendEntriesArgs;
    if (prevLogIndex === 0) return null;
    await t.answer(request, { term, success: false });
  }
}
