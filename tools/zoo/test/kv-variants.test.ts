import { explainFailure, runCase } from 'harness';
import { describe, expect, it } from 'vitest';
import { kvLab } from '../src/kv/lab.ts';
import { plantBeneath } from '../src/planted.ts';
import { raftLab } from '../src/raft/lab.ts';
import { testVariants } from './caught.ts';

const { suite, variants } = kvLab;

testVariants('a key/value service', kvLab, variants.length);

/** Short, and of all kinds: elections, retries, snapshots that are sent, faults. */
const ON_ANY_RAFT = /SnapshotRPC|StaleRead|RetryA|ExpiryByAgreement|SideBySide|3B\/Swarm/;

describe('a key/value service on a Raft that is right but different passes', () => {
  it.each(raftLab.variants.map((variant) => [variant.id, variant.what, variant] as const))(
    '%s: %s',
    async (_id, _what, variant) => {
      const program = await plantBeneath(variant, suite);
      for (const test of suite.cases.filter(({ id }) => ON_ANY_RAFT.test(id))) {
        const verdict = await runCase(test, { suite, program, seed: 1 });
        expect(verdict.status, explainFailure(verdict)).toBe('pass');
      }
    },
    0,
  );
});
