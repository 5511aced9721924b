/** Seeds that have once been red, with what was wrong: with the reference, or with the suite itself. */
import { explainFailure, prepare, runCase } from 'harness';
import { expect, it } from 'vitest';
import { kvSuite } from '../suite/index.ts';

it.each([
  [6, 'RetryAfterExpiry', 'the case lost only what the leader said: a follower answered the retry'],
  [42, 'RetryAfterExpiry', 'the same'],
  [
    5,
    '3B/Swarm',
    'a clerk was blamed for a session that expired after an OK that came too late for it',
  ],
])('seed %i of %s: %s', async (seed, name) => {
  const test = kvSuite.cases.find(({ id }) => id.endsWith(`/${name}`))!;
  const program = await prepare(kvSuite, kvSuite.reference);
  const verdict = await runCase(test, { suite: kvSuite, program, seed });
  expect(verdict.status, explainFailure(verdict)).toBe('pass');
});
