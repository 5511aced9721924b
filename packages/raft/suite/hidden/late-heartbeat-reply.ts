import type { Message } from 'harness';
import { describeMessage } from '../notation.ts';
import { COMMIT_GOES_UP } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import type { Script } from '../script.ts';
import { appendEntriesArgs } from '../ledgers/rpc.ts';

/** Waits for a heartbeat whose reply S2 keeps back. */
async function holdHeartbeat(t: Script): Promise<void> {
  t.hold('S2', 'all');
  await t.untilHeld('S2');
}

/** From now on S1 tells of no lower commitIndex. */
function expectCommit(t: Script, least: number): void {
  t.world.observe({
    called(message: Message) {
      const args = message.from === t.server ? appendEntriesArgs(message) : undefined;
      if (args === undefined || args.leaderCommit >= least) return;
      t.fail(
        COMMIT_GOES_UP,
        `commitIndex increases monotonically. S1 has committed entry ${least}, as its followers ` +
          `have acknowledged it, then got a late reply of S2 to an earlier heartbeat, and says:\n` +
          `  ${describeMessage(message)}`,
      );
    },
  });
}

export const lateHeartbeatReply = scriptedCase({
  part: '2B',
  name: 'LateHeartbeatReply',
  about: `S2's reply to a heartbeat of S1 is late. It says that S2 held what stood before the
          heartbeat: nothing of an entry that S1 has taken since, and nothing against one that S2
          has acknowledged since (§5.3; Figure 2, matchIndex and commitIndex).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1');
    for (const puppet of t.puppets) t.follower(puppet).give('1@1');
    const term = await t.elect(2, 'S2', 'S3');
    if (term === null) return;
    t.reach('S2');
    await t.start(`2@${term}`);
    await t.untilApplied(2);

    await holdHeartbeat(t);
    await t.start(`3@${term}`);
    await t.release('S2', 'one'); // The ledger of commits sees what S1 makes of it.
    await t.pass(20);
    await t.release('S2');
    await t.untilApplied(3);

    await holdHeartbeat(t);
    t.holdNoMore('S2');
    await t.start(`4@${term}`);
    await t.untilApplied(4);
    await t.pass(200);
    expectCommit(t, 4);
    await t.release('S2');
    await t.pass(1500);
    await t.checkApplied('1@1', `2@${term}`, `3@${term}`, `4@${term}`);
  },
});
