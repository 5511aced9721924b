import { explainFailure, runCase } from 'harness';
import { kvSuite } from 'kvraft/suite';
import { describe, expect, it } from 'vitest';
import { kvVariants } from '../src/kv/variants.ts';
import { plant } from '../src/planted.ts';

/** The generic test is long: of its cases, each variant runs a third. */
const LONG = /Concurrent|Persist|ManyPartitions|Unreliable|Speed|Recover|Basic/;
const THIRDS = 3;

describe('a key/value service that is right but different passes every case', () => {
  it.each(kvVariants.map((variant, i) => [variant.id, variant.what, variant, i] as const))(
    '%s: %s',
    async (_id, _what, variant, number) => {
      const program = await plant(variant, kvSuite);
      const long = kvSuite.cases.filter(({ id }) => LONG.test(id));
      const skipped = long.filter((_, i) => (i + number) % THIRDS > 0);
      for (const test of kvSuite.cases.filter((each) => !skipped.includes(each))) {
        const verdict = await runCase(test, { suite: kvSuite, program, seed: 1 });
        expect(verdict.status, explainFailure(verdict)).toBe('pass');
      }
    },
    0,
  );
});
