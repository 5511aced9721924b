/**
 * Figure 8: why a leader must not commit an entry of an earlier term by counting replicas. S1 is the
 * real server; S5 leads offstage in between. Two cases, for the two ways in which it can end.
 */
import { CONSISTENCY_CHECK, ELECTION_RESTRICTION } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import type { Script } from '../script.ts';

/** The terms of the leaders: S1 in (a), S5 in (b), S1 again in (c). */
interface Terms {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** From (a) to (c): entry 2 of S1's first term is on S1, S2 and S3, and not committed. */
async function untilC(t: Script): Promise<Terms | null> {
  await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1');
  for (const puppet of t.puppets) t.follower(puppet).give('1@1');

  // (a) S1 is leader and partially replicates the entry at index 2: only S2 gets it.
  const a = await t.elect(2, 'S2', 'S3', 'S4');
  if (a === null) return null;
  t.reach('S2');
  await t.start(`2@${a}`);
  await t.untilHolds('S2', `2@${a}`);

  // (b) S1 crashes; S5 is elected by S3, S4 and itself, and accepts another entry at index 2.
  t.crash(t.server);
  const b = a + 1;
  t.follower('S5').give(`1@1 2@${b}`);

  // (c) S5 crashes; S1 restarts, is elected leader, and continues replication: S3 gets 2 as well.
  t.reach('S2', 'S3');
  await t.restart(t.server);
  const c = await t.elect(b + 1, 'S2', 'S3');
  if (c === null) return null;
  await t.untilHolds('S3', `2@${a}`);
  await t.pass(1000); // Three of five servers hold it, and S1 knows. It must not commit it.
  return { a, b, c };
}

export const figure8Overwritten = scriptedCase({
  part: '2C',
  name: 'Figure8Overwritten',
  about: `Figure 8, (a) to (d): S1 leads again and brings entry 2, of its earlier term, onto a
          majority. It is not committed by that: S5 is elected and overwrites it (§5.4.2).`,
  servers: 5,
  points: 5,

  async run(t) {
    const terms = await untilC(t);
    if (terms === null) return;
    const { b, c } = terms;
    // (d) S5 is elected by S2, S3 and S4, and overwrites the entry with its own.
    t.reach('S5');
    await t.send(`S5→S1 RequestVote t${c + 1} last=2@${b}`);
    await t.expect(
      `S5→S1 AppendEntries t${c + 1} prev=1@1 [2@${b}] commit=2`,
      'ok',
      CONSISTENCY_CHECK,
      'S1 has 1@1; its entry 2 was never committed, and goes.',
    );
    await t.checkApplied('1@1', `2@${b}`);
  },
});

export const figure8Committed = scriptedCase({
  part: '2C',
  name: 'Figure8Committed',
  about: `Figure 8, (a) to (c), and (e): S1 also brings an entry of its own term onto a majority.
          Now both are committed, and S5 cannot be elected (§5.4.1, §5.4.2).`,
  servers: 5,
  points: 5,

  async run(t) {
    const terms = await untilC(t);
    if (terms === null) return;
    const { a, b, c } = terms;
    // (e) S1 replicates an entry from its current term on a majority before it crashes.
    await t.start(`3@${c}`);
    await t.untilApplied(3);
    await t.checkApplied('1@1', `2@${a}`, `3@${c}`);
    await t.restartServer();
    t.reach('S5');
    await t.expect(
      `S5→S1 RequestVote t${c + 1} last=2@${b}`,
      'refused',
      ELECTION_RESTRICTION,
      `S1 has entry 3@${c}: its log is more up-to-date.`,
    );
  },
});
