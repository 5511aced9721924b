import type { InstallSnapshotReply } from '../../api.ts';
import {
  ADOPT_TERM,
  CONSISTENCY_CHECK,
  ELECTION_TIMEOUT,
  NEWER_SNAPSHOT,
  REFUSE_EARLIER_LEADER,
} from '../properties.ts';
import type { Property } from 'harness';
import { scriptedCase } from '../raft-case.ts';
import type { Script } from '../script.ts';

/** Sends an InstallSnapshot and wants its reply to say that term. */
async function install(t: Script, line: string, term: number, rule: Property): Promise<void> {
  const reply = (await t.send(line)) as InstallSnapshotReply;
  if (reply.term === term) return;
  t.fail(rule, `${line}\n  answered: ${JSON.stringify(reply)}, expected: the term ${term}.`);
}

const OLD = 'S2→S1 InstallSnapshot t1 last=3@1 [1@1 2@1 3@1]';

export const installOfEarlierTerm = scriptedCase({
  part: '2D',
  name: 'InstallOfEarlierTerm',
  about: `S2, leader of term 1, has not heard that S3 leads term 2, and sends a snapshot to S1, who
          has: S1 replies at once and does nothing else (Figure 13, step 1). Then S3 is gone, and S2
          goes on: that does not keep S1 from standing for election (§5.2).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S3→S1 AppendEntries t2 prev=0@0 [] commit=0');
    await t.expect(
      'S3→S1 AppendEntries t2 prev=9@1 [] commit=0',
      'rejected',
      CONSISTENCY_CHECK,
      'S1 has no entries.',
    );
    await install(t, OLD, 2, REFUSE_EARLIER_LEADER);
    await t.expect(
      'S3→S1 AppendEntries t2 prev=3@1 [] commit=0',
      'rejected',
      REFUSE_EARLIER_LEADER,
      'S1 has no entries, and the snapshot of an earlier leader is none of its own.',
    );
    const heard = await t.hear(50, () => t.send(OLD));
    if (heard) return;
    t.fail(
      ELECTION_TIMEOUT,
      `S1 has heard of no leader of its term, 2, for 60 s, but does not stand.\n` +
        `  All that reached it was, every 50 ms: ${OLD}.`,
    );
  },
});

export const installOfLaterTerm = scriptedCase({
  part: '2D',
  name: 'InstallOfLaterTerm',
  about: `The first that S1 hears of term 5 is its leader's InstallSnapshot. If an RPC request contains
          a higher term, S1 adopts it (§5.1), whatever the request is.`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S3→S1 AppendEntries t2 prev=0@0 [] commit=0');
    await install(t, 'S2→S1 InstallSnapshot t5 last=3@1 [1@1 2@1 3@1]', 5, ADOPT_TERM);
    await t.expect(
      'S3→S1 AppendEntries t4 prev=3@1 [] commit=3',
      'rejected',
      REFUSE_EARLIER_LEADER,
      'S1 has heard of the leader of term 5.',
    );
    await t.expect(
      'S2→S1 AppendEntries t5 prev=3@1 [4@5] commit=4',
      'ok',
      CONSISTENCY_CHECK,
      'The snapshot ends at 3@1.',
    );
    await t.checkApplied('1@1', '2@1', '3@1', '4@5');
  },
});

export const installBehindApplied = scriptedCase({
  part: '2D',
  name: 'InstallBehindApplied',
  about: `S1 has applied entries 1 to 5 when an InstallSnapshot of the first three arrives, late: its
          service must not be taken back (Figure 13, step 6: retain what follows, and reply).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.expect(
      'S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1 4@1 5@1] commit=5',
      'ok',
      CONSISTENCY_CHECK,
      'S1 has an empty log.',
    );
    await t.checkApplied('1@1', '2@1', '3@1', '4@1', '5@1');
    await t.send(OLD); // The ledger of applies sees what S1 makes of it.
    await t.send('S2→S1 InstallSnapshot t1 last=5@1 [1@1 2@1 3@1 4@1 5@1]');
    await t.expect(
      'S2→S1 AppendEntries t1 prev=5@1 [6@1] commit=6',
      'ok',
      NEWER_SNAPSHOT,
      'S1 has acknowledged entry 5@1.',
    );
    await t.checkApplied('1@1', '2@1', '3@1', '4@1', '5@1', '6@1');
  },
});
