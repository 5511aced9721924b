import type { AppendEntriesArgs } from '../../api.ts';
import { LIVE_AGREEMENT } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import { leadWithSnapshot } from './lead-with-snapshot.ts';

/** ms for which the answer to InstallSnapshot does not come; a call may take 7 s to fail. */
const ON_ITS_WAY = 5000;

export const heartbeatsBesideSnapshot = scriptedCase({
  part: '2D',
  name: 'HeartbeatsBesideSnapshot',
  about: `S1 leads and sends S2 a snapshot, and S2's answer takes five seconds. Meanwhile S1 speaks to
          S2 as to the others: a follower that waits for a snapshot hears of its leader too, or it
          would stand for election (§5.2, §7).`,
  servers: 3,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    const term = await leadWithSnapshot(t);
    if (term === null) return;
    t.reach('S2', 'S3');
    for (;;) {
      const request = await t.hear();
      if (request === null) return t.fail(LIVE_AGREEMENT, 'S1 leads, and says nothing for 60 s.');
      if (request.method === 'installSnapshot') break;
      // It need not have made a snapshot, and then begins with the first entry.
      if (request.puppet === 'S2' && (request.args as AppendEntriesArgs).prevLogIndex === 0) return;
      await t.answer(request, t.follower(request.puppet).answer(request, false));
    }
    t.hold('S2', 'all'); // The ledger of silences sees whether S1 still speaks to it.
    await t.pass(ON_ITS_WAY);
    await t.release('S2');
    await t.start(`3@${term}`);
    await t.until(() => t.follower('S2').holds(`3@${term}`), `S2 gets 3@${term}`);
  },
});
