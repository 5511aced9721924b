/** Seeds that have once been red, with what was wrong: with the reference, or with the suite itself. */
import { explainFailure, prepare, runCase } from 'harness';
import { expect, it } from 'vitest';
import { mrSuite } from '../suite/index.ts';

it.each([
  [1, 'mr/1B/LostInputs', 'inputs that were missed, and were there again, counted as a failure'],
  [3, 'mr/1C/Swarm', 'a journal with the removal of a worker that never had a task was refused'],
  [12, 'mr/1C/Swarm', 'the same'],
  [40, 'mr/1B/Swarm', 'what an attempt had written and the coordinator had removed was missed'],
  [17, 'mr/1C/TwoStandbys', 'the case left nobody who could coordinate'],
  [16, 'mr/1C/TakeTurns', 'a task that another coordinator had given out was taken for a new one'],
])('seed %i of %s: %s', async (seed, id) => {
  const test = mrSuite.cases.find((each) => each.id === id)!;
  const program = await prepare(mrSuite, mrSuite.reference);
  const verdict = await runCase(test, { suite: mrSuite, program, seed });
  expect(verdict.status, explainFailure(verdict)).toBe('pass');
});
