/**
 * A mistake that the swarm found in one of our own variants: a pre-vote whose reply carries no term. A
 * minority is away, so that all others must agree; the server with the longest log has an old term, is
 * refused, and never learns why. (Howard and Abraham, "Raft does not Guarantee Liveness in the face of
 * Network Faults", 2020, describe more of this kind.)
 */
import { runCase, type Verdict } from 'harness';
import { raftSuite } from 'raft/suite';
import { expect, it } from 'vitest';
import { plant, type Planted } from '../src/planted.ts';
import { raftVariants } from '../src/raft/variants.ts';

const SEED = 63;
const LEARN = 'if (reply) this.observeTerm(reply.term);';

const preVote = raftVariants.find(({ id }) => id === 'pre-vote')!;
const edits = preVote.edits.map((edit) => ({
  ...edit,
  replacement: edit.replacement.replace(LEARN, ''),
}));
const deaf: Planted = { ...preVote, id: 'deaf pre-vote', edits };

async function verdict(planted: Planted): Promise<Verdict> {
  const swarm = raftSuite.cases.find(({ id }) => id === 'raft/2D/Swarm')!;
  const program = await plant(planted, raftSuite);
  return runCase(swarm, { suite: raftSuite, program, seed: SEED });
}

it('a pre-vote that teaches no term stalls for ever, and the swarm shows it', async () => {
  expect(edits).not.toEqual(preVote.edits);
  expect((await verdict(preVote)).explanation).toBeUndefined();
  const { status, property, explanation } = await verdict(deaf);
  expect([status, property?.name]).toEqual(['fail', 'Liveness: election']);
  expect(explanation).toContain('No connected server took it');
});
