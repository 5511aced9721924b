import { CONSISTENCY_CHECK } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

/** More effects than anybody needs to take two entries, to apply them and to save a snapshot. */
const MOST_EFFECTS = 9;

export const snapshotAcrossCrash = scriptedCase({
  part: '2D',
  name: 'SnapshotAcrossCrash',
  about: `S1 gets two entries, applies them, and makes a snapshot of them. It crashes after each of
          the effects that this takes in turn. When it is back, what is in the snapshot and what it
          applies from its log must fit together: they are saved together (§7).`,
  servers: 3,
  snapshotEvery: 2,
  points: 5,

  async run(t) {
    const places = ['1@1', '2@1'];
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=2');
    for (let effects = MOST_EFFECTS; effects >= 0; effects--) {
      const prev = places.length;
      const next = [`${prev + 1}@1`, `${prev + 2}@1`];
      const line = `S2→S1 AppendEntries t1 prev=${prev}@1 [${next.join(' ')}] commit=${prev + 2}`;
      places.push(...next);
      t.world.crashAfterEffects(t.server, effects);
      await t.ask(line);
      await t.restartServer();
      await t.ask(line); // Its leader has got no reply. What is in the snapshot may be refused.
      await t.expect(
        `S2→S1 AppendEntries t1 prev=${prev + 2}@1 [] commit=${prev + 2}`,
        'ok',
        CONSISTENCY_CHECK,
        `S1 has been sent entries ${next.join(' and ')} once more.`,
      );
    }
    // What does not fit together shows with the next entry, in the next round or here.
    const prev = places.length;
    places.push(`${prev + 1}@1`);
    await t.expect(
      `S2→S1 AppendEntries t1 prev=${prev}@1 [${prev + 1}@1] commit=${prev + 1}`,
      'ok',
      CONSISTENCY_CHECK,
      `S1 has acknowledged entry ${prev}@1.`,
    );
    await t.checkApplied(...places);
  },
});
