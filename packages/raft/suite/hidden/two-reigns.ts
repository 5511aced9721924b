/**
 * S1 leads twice, and a follower that held its entries in the first reign has lost them since. What
 * S1 knew of it then, and what it hears of it from then, must not count in the second reign.
 */
import { CONSISTENCY_CHECK } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import type { Script } from '../script.ts';

/**
 * S1 leads term a, S2 gets entries 2 to 4; S3 leads term b and replaces them; S1 leads term c.
 *
 * @param replicate how S2 gets them
 */
async function reignAgain(
  t: Script,
  replicate: (a: number) => Promise<void>,
): Promise<readonly [b: number, c: number] | null> {
  await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1');
  for (const puppet of t.puppets) t.follower(puppet).give('1@1');
  const a = await t.elect(2, 'S2', 'S3');
  if (a === null) return null;
  t.reach();
  for (const index of [2, 3, 4]) await t.start(`${index}@${a}`);
  t.reach('S2');
  await replicate(a);

  const b = a + 1;
  t.reach('S3');
  await t.expect(
    `S3→S1 AppendEntries t${b} prev=1@1 [2@${b}] commit=1`,
    'ok',
    CONSISTENCY_CHECK,
    'S1 has 1@1.',
  );
  t.reach('S2', 'S3');
  await t.exchange(`S3→S2 AppendEntries t${b} prev=1@1 [2@${b}] commit=1`);

  t.reach('S4', 'S5');
  const c = await t.elect(b + 1, 'S4', 'S5');
  if (c === null) return null;
  t.reach('S4');
  await t.start(`3@${c}`);
  await t.untilHolds('S4', `3@${c}`);
  return [b, c];
}

/** Two of five hold entry 3 of term c. With S2 they are a majority. */
async function endWell(t: Script, [b, c]: readonly [number, number]): Promise<void> {
  await t.pass(60); // No longer: a leader may well step down when it hears of no majority.
  await t.checkApplied('1@1');
  t.reach('S2', 'S4');
  await t.untilApplied(3);
  await t.checkApplied('1@1', `2@${b}`, `3@${c}`);
}

export const reElected = scriptedCase({
  part: '2B',
  name: 'ReElected',
  about: `S1 knows that S2 holds entries 2 to 4, is deposed, and is elected again; meanwhile the
          leader between has replaced them on S1 and S2. matchIndex is reinitialized after
          election: entry 3 is on two of five servers only (Figure 2, State; §5.3).`,
  servers: 5,
  points: 5,

  async run(t) {
    const terms = await reignAgain(t, async (a) => {
      await t.untilHolds('S2', `4@${a}`);
      await t.pass(200);
    });
    if (terms) await endWell(t, terms);
  },
});

export const oldReply = scriptedCase({
  part: '2B',
  name: 'OldReply',
  about: `The same, but the replies in which S2 acknowledged entries 2 to 4 are late: they reach S1
          when it leads again. They speak of an earlier term, and of entries that S2 has lost
          since: entry 3 is on two of five servers only (§5.1, §5.3).`,
  servers: 5,
  points: 5,

  async run(t) {
    const terms = await reignAgain(t, () => {
      t.hold('S2');
      return t.pass(1000);
    });
    if (terms === null) return;
    t.reach('S2', 'S4');
    await t.release('S2');
    await t.arrive(3); // They have arrived.
    t.reach('S4');
    await endWell(t, terms);
  },
});

export const replyBeforeNext = scriptedCase({
  part: '2B',
  name: 'ReplyBeforeNext',
  about: `S1 sends entry 2 to S2 and takes entry 3 before the reply comes. The reply speaks of entry
          2: entry 3 is on no other server yet, so it is not committed (§5.3).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1');
    for (const puppet of t.puppets) t.follower(puppet).give('1@1');
    const term = await t.elect(2, 'S2', 'S3');
    if (term === null) return;
    t.reach('S2');
    t.hold('S2');
    await t.start(`2@${term}`);
    await t.untilHolds('S2', `2@${term}`);
    await t.start(`3@${term}`);
    await t.release('S2');
    await t.untilApplied(3);
    await t.checkApplied('1@1', `2@${term}`, `3@${term}`);
  },
});
