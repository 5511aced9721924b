/**
 * Requests that arrive when much has happened since they were sent: docs/coincidences.md has the
 * table of these cases.
 */
import type { InstallSnapshotReply, StateResult } from '../../api.ts';
import {
  APPEND_WHAT_IS_NEW,
  CONSISTENCY_CHECK,
  KEEP_SUFFIX,
  LIVE_ELECTION,
  MATCHES_SNAPSHOT,
  REFUSE_EARLIER_LEADER,
  STALE_VOTE,
} from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import { snapshotOf } from '../notation.ts';

export const oldRequestsToLeader = scriptedCase({
  part: '2D',
  name: 'OldRequestsToLeader',
  about: `S1 leads when requests of earlier terms arrive: AppendEntries and InstallSnapshot of the
          leader before it, and a RequestVote. It refuses them all, goes on leading, and keeps its
          log (§5.1; Figure 3, Leader Append-Only).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=1');
    for (const puppet of t.puppets) t.follower(puppet).give('1@1 2@1');
    const term = await t.elect(3, 'S2', 'S3');
    if (term === null) return;
    const why = `S1 leads term ${term}.`;
    const [append, install] = [
      'S2→S1 AppendEntries t1 prev=1@1 [2@1 3@1] commit=1',
      'S2→S1 InstallSnapshot t1 last=3@1 [1@1 2@1 3@1]',
    ];
    await t.expect(append, 'rejected', REFUSE_EARLIER_LEADER, why);
    const reply = (await t.send(install)) as InstallSnapshotReply;
    if (reply.term < term) {
      t.fail(REFUSE_EARLIER_LEADER, `${install}\n  answered: ${JSON.stringify(reply)}. ${why}`);
    }
    await t.expect('S3→S1 RequestVote t2 last=2@1', 'refused', STALE_VOTE, why);
    const { isLeader } = (await t.invoke(t.server, 'getState')) as unknown as StateResult;
    if (!isLeader) {
      t.fail(LIVE_ELECTION, `S1 led term ${term}, and requests of terms 1 and 2 deposed it.`);
    }
    await t.start(`3@${term}`);
    await t.untilApplied(3);
    await t.checkApplied('1@1', '2@1', `3@${term}`);
  },
});

export const appendAcrossCrash = scriptedCase({
  part: '2C',
  name: 'AppendAcrossCrash',
  about: `S1 has acknowledged three entries, crashes and comes back. Then requests that were sent
          before arrive, twice: one of the first entry only, and one of all three. They bring nothing
          new, so nothing changes (Figure 2, AppendEntries 3 and 4).`,
  servers: 3,
  points: 5,

  async run(t) {
    const ok = (line: string, why: string) => t.expect(line, 'ok', APPEND_WHAT_IS_NEW, why);
    const long = 'S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=1';
    await ok(long, 'S1 has an empty log.');
    await t.restartServer();
    for (let i = 0; i < 2; i++) {
      await ok('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=0', 'S1 has entry 1@1 on its disk.');
      await ok(long, 'S1 has all three entries on its disk.');
    }
    await ok('S2→S1 AppendEntries t1 prev=3@1 [4@1] commit=4', 'S1 has acknowledged entry 3@1.');
    await t.checkApplied('1@1', '2@1', '3@1', '4@1');
  },
});

export const appendAfterInstall = scriptedCase({
  part: '2D',
  name: 'AppendAfterInstall',
  about: `S1 gets the snapshot up to entry 5, and then requests that were sent before: with entries
          that are all in it, and with some that follow it. What the snapshot holds is skipped, what
          follows is appended, and nothing goes (§7; Figure 2, AppendEntries 3 and 4).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 InstallSnapshot t1 last=5@1 [1@1 2@1 3@1 4@1 5@1]');
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=3'); // It may be rejected.
    const ok = (line: string, why: string) => t.expect(line, 'ok', CONSISTENCY_CHECK, why);
    await ok('S2→S1 AppendEntries t1 prev=5@1 [6@1 7@1] commit=5', 'The snapshot ends at 5@1.');
    await t.send('S2→S1 AppendEntries t1 prev=3@1 [4@1 5@1] commit=5');
    await t.send('S2→S1 AppendEntries t1 prev=3@1 [4@1 5@1 6@1] commit=6');
    await t.expect(
      'S2→S1 AppendEntries t1 prev=7@1 [8@1] commit=8',
      'ok',
      KEEP_SUFFIX,
      'S1 has acknowledged entry 7@1, and no request that came since conflicts with it.',
    );
    await t.checkApplied('1@1', '2@1', '3@1', '4@1', '5@1', '6@1', '7@1', '8@1');
  },
});

export const voteAfterCompaction = scriptedCase({
  part: '2D',
  name: 'VoteAfterCompaction',
  about: `S1 has all of its log in a snapshot. A candidate whose log ends where the snapshot does is as
          up-to-date as S1, one whose log ends earlier is not: the last entry is that of the
          snapshot (§5.4.1, §7). The same after a crash, and after an installed snapshot.`,
  servers: 3,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    let term = 2;
    const ask = async (last: string, outcome: 'granted' | 'refused'): Promise<void> => {
      const line = `S3→S1 RequestVote t${(term += 1)} last=${last}`;
      await t.expectVote(line, outcome, MATCHES_SNAPSHOT, "S1's log ends with its snapshot.");
    };
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=2');
    await t.checkApplied('1@1', '2@1');
    for (const restart of [false, true]) {
      if (restart) await t.restartServer();
      await ask('1@1', 'refused');
      await ask('2@1', 'granted');
    }
    await t.invoke('S2', 'call', 'S1', 'installSnapshot', {
      term: (term += 100), // Later than any that S1 has been in.
      leaderId: 'S2',
      lastIncludedIndex: 5,
      lastIncludedTerm: 2,
      data: snapshotOf(['1@1', '2@1', '3@2', '4@2', '5@2']),
    });
    for (const restart of [false, true]) {
      if (restart) await t.restartServer();
      await ask('9@1', 'refused');
      await ask('5@2', 'granted');
    }
  },
});
