/**
 * Replies that arrive when much has happened since they were sent: docs/coincidences.md has the table
 * of these cases.
 */
import type { StateResult } from '../../api.ts';
import {
  CONSISTENCY_CHECK,
  ELECTED_BY_MAJORITY,
  ELECTION_RESTRICTION,
  NEW_ELECTION,
} from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import { leadWithSnapshot } from './lead-with-snapshot.ts';

export const votesAfterDefeat = scriptedCase({
  part: '2B',
  name: 'VotesAfterDefeat',
  about: `S1 stands, and before the votes arrive S3 leads a later term and replaces what S1's log ends
          with. Votes from a majority arrive then. They are of an election that is over: S1 is a
          follower, and does not lead (§5.2; Figure 2, Candidates).`,
  servers: 5,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=1');
    const election = await t.hearElection(NEW_ELECTION);
    if (election === null) return;
    const term = election.term + 1;
    await t.expect(
      `S3→S1 AppendEntries t${term} prev=1@1 [2@${term}] commit=1`,
      'ok',
      CONSISTENCY_CHECK,
      'S1 has entry 1@1.',
    );
    for (const heard of election.requests) {
      await t.answer(heard, { term: election.term, voteGranted: true });
    }
    await t.arrive(20);
    const state = (await t.invoke(t.server, 'getState')) as unknown as StateResult;
    if (state.isLeader || state.term < term) {
      t.fail(
        ELECTED_BY_MAJORITY,
        `S1 stood in term ${election.term} and then followed S3, leader of term ${term}, before the ` +
          `votes for it arrived.\n  It says that it ${state.isLeader ? 'leads' : 'is in'} term ` +
          `${state.term}.`,
      );
    }
    await t.send(`S3→S1 AppendEntries t${term} prev=2@${term} [] commit=2`);
    await t.checkApplied('1@1', `2@${term}`);
  },
});

export const repliesBehindSnapshot = scriptedCase({
  part: '2D',
  name: 'RepliesBehindSnapshot',
  about: `S1 leads and compacts its log while replies of S2 are on their way: rejections, and then
          successes, to heartbeats and to entries that are in the snapshot by now. Each is
          about a place that S1's log no longer has; S1 goes on, and S2 gets all of it (§7).`,
  servers: 3,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    const term = await leadWithSnapshot(t);
    if (term === null) return;
    t.hold('S2', 'all'); // What it says without a log.
    t.reach('S2', 'S3');
    let index = 2;
    const more = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        await t.start(`${(index += 1)}@${term}`);
        await t.untilApplied(index);
      }
    };
    for (let round = 0; round < 3; round++) {
      if (round > 0) t.hold('S2', 'all'); // Successes.
      await more(4);
      await t.pass(300);
      await t.release('S2');
      await more(1);
      await t.until(() => t.follower('S2').holds(`${index}@${term}`), `S2 gets ${index}@${term}`);
    }
  },
});

export const repliesAfterDeposition = scriptedCase({
  part: '2D',
  name: 'RepliesAfterDeposition',
  about: `S1 leads, and all followers acknowledge entries 2 to 4, but S3 leads a later term when the
          replies arrive: it has replaced them, in one run by AppendEntries, in the other by a
          snapshot. S1 leads no more, and commits nothing by them (§5.1, §5.3).`,
  servers: 5,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1');
    for (const puppet of t.puppets) t.follower(puppet).give('1@1');
    const a = await t.elect(2, ...t.puppets);
    if (a === null) return;
    await t.pass(20 + 2 * t.network.longestLinkMs); // The first heartbeats are answered.
    for (const puppet of ['S2', 'S4']) t.hold(puppet, 'all');
    t.reach('S2', 'S4');
    for (const index of [2, 3, 4]) await t.start(`${index}@${a}`);
    await t.until(() => t.follower('S2').holds(`2@${a}`), `S2 gets 2@${a}`);
    await t.until(() => t.follower('S4').holds(`2@${a}`), `S4 gets 2@${a}`);
    const b = a + 1;
    t.reach(...t.puppets);
    const ok = (line: string) => t.expect(line, 'ok', CONSISTENCY_CHECK, 'S1 has entry 1@1.');
    await ok(`S3→S1 AppendEntries t${b} prev=1@1 [2@${b}] commit=1`);
    for (const puppet of ['S2', 'S4']) await t.release(puppet);
    await t.arrive(20);
    await t.checkApplied('1@1');
    await t.send(`S5→S1 InstallSnapshot t${b + 1} last=3@${b} [1@1 2@${b} 3@${b}]`);
    await ok(`S5→S1 AppendEntries t${b + 1} prev=3@${b} [4@${b + 1}] commit=4`);
    await t.checkApplied('1@1', `2@${b}`, `3@${b}`, `4@${b + 1}`);
  },
});

export const waitingStart = scriptedCase({
  part: '2D',
  name: 'WaitingStart',
  about: `S1 leads and takes commands that no follower gets. Then the leader of a later term sends a
          snapshot that ends behind them: what start() took is gone, S1's service gets the snapshot
          and what follows it, and S1 asks for votes with a log that ends there (§7, Figure 13).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1');
    for (const puppet of t.puppets) t.follower(puppet).give('1@1');
    const a = await t.elect(2, 'S2', 'S3');
    if (a === null) return;
    t.reach();
    for (const index of [2, 3, 4]) await t.start(`${index}@${a}`);
    t.reach('S2', 'S3');
    const b = a + 1;
    await t.send(`S3→S1 InstallSnapshot t${b} last=3@${b} [1@1 2@${b} 3@${b}]`);
    await t.forget();
    const election = await t.hearElection(NEW_ELECTION);
    if (election === null) return;
    const { lastLogIndex, lastLogTerm } = election.args;
    if (lastLogIndex !== 3 || lastLogTerm !== b) {
      t.fail(
        ELECTION_RESTRICTION,
        `S1 got the snapshot up to 3@${b}, which its entry 3@${a} conflicts with, and asks for votes ` +
          `with a log that ends at ${lastLogIndex}@${lastLogTerm}.`,
      );
    }
    const c = election.term + 1;
    await t.expect(
      `S2→S1 AppendEntries t${c} prev=3@${b} [4@${c}] commit=4`,
      'ok',
      CONSISTENCY_CHECK,
      `S1's log ends with the snapshot, at 3@${b}.`,
    );
    await t.checkApplied('1@1', `2@${b}`, `3@${b}`, `4@${c}`);
  },
});
