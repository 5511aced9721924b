import { explainFailure, runCase } from 'harness';
import { expect, it } from 'vitest';
import { plant } from '../src/planted.ts';
import { raftLab } from '../src/raft/lab.ts';
import { testVariants } from './caught.ts';

testVariants('a Raft', raftLab, 3);

it.each([
  [578, 'Figure8Unreliable', 'no fast backup', 'a log was not mended yet, after a minute'],
  [71, 'ReElection', 'slow', 'a deposed leader was cut off before it could hear of the next one'],
])('seed %i of %s, which once accused one that is right (%s): %s', async (seed, name, id) => {
  const { suite, variants } = raftLab;
  const program = await plant(
    variants.find((variant) => variant.id === id)!,
    suite,
  );
  const test = suite.cases.find((each) => each.name === name)!;
  const verdict = await runCase(test, { suite, program, seed });
  expect(verdict.status, explainFailure(verdict)).toBe('pass');
});
