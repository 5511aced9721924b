import { MATCHES_SNAPSHOT } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import { isWhole } from 'harness';
import type { AppendEntriesReply } from '../../api.ts';

const LAST = 5;

export const behindSnapshot = scriptedCase({
  part: '2D',
  name: 'BehindSnapshot',
  about: `S1 has acknowledged and applied four entries, and has them in a snapshot, but its leader
          has not got the reply. It sends all of them again, with a fifth. What the snapshot holds
          is committed, so it matches: S1 must take the fifth, or say where to go on (§7).`,
  servers: 3,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    const places = Array.from({ length: LAST }, (_, i) => `${i + 1}@1`);
    await t.send(`S2→S1 AppendEntries t1 prev=0@0 [${places.slice(0, -1).join(' ')}] commit=4`);
    let next = 1;
    for (;;) {
      const prev = next === 1 ? '0@0' : `${next - 1}@1`;
      const line = `S2→S1 AppendEntries t1 prev=${prev} [${places.slice(next - 1).join(' ')}] commit=5`;
      const { success, conflictIndex, ...others } = (await t.send(line)) as AppendEntriesReply;
      if (success) break;
      const own = Object.keys(others).filter((name) => name !== 'term');
      if (own.length > 0) return; // It may well say it in words of its own.
      if (!isWhole(conflictIndex, next + 1, LAST)) {
        return t.fail(
          MATCHES_SNAPSHOT,
          `${line}\n  was rejected, without a hint of where to go on. S1 has all of it up to entry ` +
            `4@1, in its snapshot, where it matches: its leader would go back before the first ` +
            `entry and try for ever.`,
        );
      }
      next = conflictIndex;
    }
    await t.checkApplied(...places);
  },
});
