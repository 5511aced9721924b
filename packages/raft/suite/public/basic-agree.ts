import { raftCase } from '../raft-case.ts';
import { START, STATE_MACHINE_SAFETY } from '../properties.ts';

export const basicAgree = raftCase({
  part: '2B',
  name: 'BasicAgree',
  about: `Three commands reach all servers, at index 1, 2 and 3, and none of them before it was
          started (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.stableLeader();
    for (let expected = 1; expected <= 3; expected++) {
      if (t.nCommitted(expected) > 0) {
        t.fail(STATE_MACHINE_SAFETY, `Entry ${expected} is applied, but nobody has started it.`);
      }
      const index = await t.one(t.command(), { servers: 3, steady: true });
      if (index !== expected) {
        t.fail(START, `The command number ${expected} got index ${index}, expected ${expected}.`);
      }
    }
  },
});
