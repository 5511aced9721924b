import { explainFailure, prepare, runCase } from 'harness';
import { raftSuite } from 'raft/suite';
import { expect, it } from 'vitest';
import { raftCase } from '../suite/raft-case.ts';

/** Term, vote and log come back from the disk; the ledgers watch all of it. */
const restart = raftCase({
  part: '2C',
  name: 'RestartAll',
  about: 'All servers crash and restart, three times, with a command after each.',
  servers: 3,
  network: 'unreliable',
  points: 0,

  async run(t) {
    for (let round = 1; round <= 3; round++) {
      const index = await t.one(t.command(), { servers: 3 });
      expect(index).toBeGreaterThanOrEqual(round);
      const term = await t.checkTerms();
      for (const server of t.servers) t.crash(server);
      await t.boot();
      expect((await t.getState('S1'))?.term).toBeGreaterThanOrEqual(term);
    }
  },
});

it('the reference goes on after a crash of all servers', async () => {
  const program = await prepare(raftSuite, raftSuite.reference);
  for (let seed = 1; seed <= 20; seed++) {
    const verdict = await runCase(restart, { suite: raftSuite, program, seed });
    if (verdict.status !== 'pass') expect.fail(explainFailure(verdict));
  }
});
