import { explainFailure, runCase } from 'harness';
import { kvSuite } from 'kvraft/suite';
import { describe, expect, it } from 'vitest';
import { kvVariants } from '../src/kv/variants.ts';
import { plant, plantBeneath } from '../src/planted.ts';
import { variants } from '../src/variants.ts';

/** These take most of the time: each is for one of the variants. */
const LONG = /Concurrent|Persist|ManyPartitions|Unreliable|Speed|Recover|Basic|ManyClerks|Size/;

describe('a key/value service that is right but different passes every case', () => {
  it.each(kvVariants.map((variant, i) => [variant.id, variant.what, variant, i] as const))(
    '%s: %s',
    async (_id, _what, variant, number) => {
      const program = await plant(variant, kvSuite);
      const long = kvSuite.cases.filter(({ id }) => LONG.test(id));
      const skipped = long.filter((_, i) => i % kvVariants.length !== number);
      for (const test of kvSuite.cases.filter((each) => !skipped.includes(each))) {
        const verdict = await runCase(test, { suite: kvSuite, program, seed: 1 });
        expect(verdict.status, explainFailure(verdict)).toBe('pass');
      }
    },
    0,
  );
});

/** Short, and of all kinds: elections, retries, snapshots that are sent, faults. */
const ON_ANY_RAFT = /SnapshotRPC|StaleRead|RetryA|ExpiryByAgreement|SideBySide|3B\/Swarm/;

describe('a key/value service on a Raft that is right but different passes', () => {
  it.each(variants.map((variant) => [variant.id, variant.what, variant] as const))(
    '%s: %s',
    async (_id, _what, variant) => {
      const program = await plantBeneath(variant, kvSuite);
      for (const test of kvSuite.cases.filter(({ id }) => ON_ANY_RAFT.test(id))) {
        const verdict = await runCase(test, { suite: kvSuite, program, seed: 1 });
        expect(verdict.status, explainFailure(verdict)).toBe('pass');
      }
    },
    0,
  );
});
