/** Sessions that last hardly longer than an operation takes: who is to blame when one has expired. */
import { explainFailure, prepare, runCase } from 'harness';
import { expect, it } from 'vitest';
import { kvSuite } from '../suite/index.ts';
import { kvCase } from '../suite/kv-case.ts';

const ends: string[] = [];

/** An operation takes 200 ms, and an election much longer than a session lasts. */
const shortSessions = kvCase({
  part: '3B',
  name: 'ShortSessions',
  about: 'Leaders crash while sessions last for 300 ms and a round trip takes 100.',
  servers: 3,
  network: 'reliable',
  link: { delay: { kind: 'constant', ms: 50 } },
  sessionTimeout: 300,
  points: 0,

  async run(t) {
    const client = await t.client();
    for (let reign = 0; reign < 6; reign++) {
      const leader = await t.stableLeader();
      const append = client.append('x', client.mark());
      // With the session, and with the entry, of the operation in the leader's log.
      await t.sleep(160 + 10 * reign);
      t.crash(leader);
      ends.push(await append);
      await client.get('x');
      await t.restart(leader);
    }
  },
});

it('a session that expires during an election is nobody’s fault', async () => {
  const program = await prepare(kvSuite, kvSuite.reference);
  for (let seed = 1; seed <= 20; seed++) {
    const verdict = await runCase(shortSessions, { suite: kvSuite, program, seed });
    expect(verdict.status, explainFailure(verdict)).toBe('pass');
  }
  expect(new Set(ends)).toEqual(new Set(['done', 'expired']));
});
