/**
 * What a follower has acknowledged is not sent to it again (Figure 2, nextIndex): not after a
 * rejection that comes late, and not after a loss. The ledger of repeats counts.
 */
import { scriptedCase } from '../raft-case.ts';
import type { Script } from '../script.ts';

const ENTRIES = 40;

/** S1 leads with many entries, which S2 and S3 hold. Its term; `null` with an RPC of its own. */
async function lead(t: Script): Promise<number | null> {
  const places = Array.from({ length: ENTRIES }, (_, i) => `${i + 1}@1`).join(' ');
  await t.send(`S2→S1 AppendEntries t1 prev=0@0 [${places}] commit=${ENTRIES}`);
  for (const puppet of t.puppets) t.follower(puppet).give(places);
  const term = await t.elect(2, 'S2', 'S3');
  if (term === null) return null;
  await replicate(t, ENTRIES + 1, term);
  return term;
}

/** S1 takes the next command, and S2 gets it. */
async function replicate(t: Script, index: number, term: number): Promise<void> {
  const place = `${index}@${term}`;
  await t.start(place);
  await t.until(() => t.follower('S2').holds(place), `S2 gets ${place}`);
  await t.pass(20); // S1 has the reply.
}

export const staleRejection = scriptedCase({
  part: '2B',
  name: 'StaleRejection',
  about: `S2 rejected an early AppendEntries of S1, with the hint that it had no entries, and that
          reply comes when S2 has acknowledged them all. S1 may go back once; the next success says
          again what S2 holds, so S1 does not send the whole log with every message (§5.3).`,
  servers: 3,
  points: 5,

  async run(t) {
    const term = await lead(t);
    if (term === null) return;
    let index = ENTRIES + 1;
    for (let round = 0; round < 3; round++) {
      const early = (await t.hear()) ?? undefined;
      await replicate(t, (index += 1), term);
      if (early?.puppet === 'S2' && early.method === 'appendEntries') {
        await t.answer(early, { term, success: false, conflictIndex: 1 });
      }
      await t.pass(1000);
      for (let i = 0; i < 10; i++) await replicate(t, (index += 1), term);
    }
    await t.untilApplied(index);
  },
});

export const lostCalls = scriptedCase({
  part: '2B',
  name: 'LostCalls',
  about: `S2 holds all of S1's log, and cannot be reached for a moment, ten times. A call that is lost
          says nothing about S2's log: S1 goes on at nextIndex, and does not send again what S2 has
          acknowledged (§5.3).`,
  servers: 3,
  points: 5,

  async run(t) {
    const term = await lead(t);
    if (term === null) return;
    let index = ENTRIES + 1;
    for (let round = 0; round < 10; round++) {
      t.reach('S3');
      await t.start(`${(index += 1)}@${term}`);
      await t.pass(300); // S1 knows that its calls were lost: that takes 100 ms at most.
      t.reach('S2', 'S3');
      await t.until(() => t.follower('S2').holds(`${index}@${term}`), `S2 gets ${index}@${term}`);
      await t.pass(100);
    }
    await t.untilApplied(index);
  },
});
