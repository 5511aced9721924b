import { PARALLEL } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

/** ms that two followers are silent; a call may take 7 s to fail. */
const SILENCE = 5000;

export const silentFollowers = scriptedCase({
  part: '2B',
  name: 'SilentFollowers',
  about: `Two of four followers don't answer for five seconds, and then the other two. A leader
          sends to each in parallel: those that answer get a new entry meanwhile (§5.3).`,
  servers: 5,
  points: 5,

  async run(t) {
    await t.send('S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=1');
    for (const puppet of t.puppets) t.follower(puppet).give('1@1');
    const term = await t.elect(2, 'S2', 'S3', 'S4', 'S5');
    if (term === null) return;
    const pairs = [
      ['S2', 'S3'],
      ['S4', 'S5'],
    ];
    for (const [i, silent] of pairs.entries()) {
      const place = `${2 + i}@${term}`;
      for (const puppet of silent) t.hold(puppet, 'all');
      await t.start(place);
      await t.pass(SILENCE);
      for (const puppet of t.puppets.filter((each) => !silent.includes(each))) {
        if (t.follower(puppet).holds(place)) continue;
        t.fail(
          PARALLEL,
          `A leader issues AppendEntries RPCs in parallel to each of the other servers.\n` +
            `  ${silent.join(' and ')} have not answered for ${SILENCE / 1000} s, and in all that ` +
            `time ${puppet}, which answers, has not got entry ${place}.`,
        );
      }
      for (const puppet of silent) await t.release(puppet);
      await t.untilApplied(2 + i);
    }
  },
});
