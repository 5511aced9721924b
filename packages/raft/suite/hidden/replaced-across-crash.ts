import { CONSISTENCY_CHECK, PERSISTENT_STATE } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import type { Script } from '../script.ts';

/** Number of conflicting entries before, and of those that replace them. */
const LENGTHS = [
  [3, 3],
  [3, 1],
  [2, 4],
  [1, 1],
] as const;

/** Index of the only entry that no leader replaces. */
const KEPT = 1;

export const replacedAcrossCrash = scriptedCase({
  part: '2C',
  name: 'ReplacedAcrossCrash',
  about: `S1 holds conflicting entries of an earlier leader. It has heard of the new leader already, so
          that its term and its commitIndex stay as they are when the leader replaces those entries
          by as many, by fewer and by more. S1 acknowledges, crashes and comes back: the new entries
          are on its disk each time (Figure 2, State: log[]).`,
  servers: 3,
  points: 5,

  async run(t) {
    await append(t, 1, KEPT - 1, 0, 1);
    let term = 1;
    for (const [before, after] of LENGTHS) {
      await append(t, (term += 1), KEPT, 1, before);
      await append(t, (term += 1), KEPT, 1, 0);
      await append(t, term, KEPT, 1, after);
      await t.restartServer();
      const last = KEPT + after;
      await t.expect(
        `S2→S1 AppendEntries t${term} prev=${last}@${term} [] commit=0`,
        'ok',
        PERSISTENT_STATE,
        `S1 acknowledged entry ${last}@${term}, which took the place of ${KEPT + 1}@${term - 1}, ` +
          `before it crashed.`,
      );
    }
  },
});

/** The leader of a term sends so many entries of its term after those. */
function append(t: Script, term: number, prev: number, prevTerm: number, n: number): Promise<void> {
  const places = Array.from({ length: n }, (_, i) => `${prev + 1 + i}@${term}`).join(' ');
  return t.expect(
    `S2→S1 AppendEntries t${term} prev=${prev}@${prevTerm} [${places}] commit=0`,
    'ok',
    CONSISTENCY_CHECK,
    `S1 has ${prev === 0 ? 'an empty log' : `entry ${prev}@${prevTerm}`}.`,
  );
}
