/** The vitest face of a suite: each case with a few seeds. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainFailure } from './report.ts';
import type { Case, Suite } from './case.ts';
import { type Libraries, prepare, runCase } from './run-case.ts';

export interface DescribeOptions {
  /** Path of the subject's main file. */
  readonly subject: string;
  /** The solutions that the subject stands on; default: the references. */
  readonly libraries?: Libraries;
  /** Seeds a case. Default: 3. */
  readonly seeds?: number;
  /** Which cases: those whose id matches. Default: all that are not hidden. */
  readonly cases?: RegExp;
  /** 'not implemented': every case must fail with NotImplemented. Default: 'pass'. */
  readonly expect?: 'pass' | 'not implemented';
}

/** Vitest's clock is no part of a test: the simulator's own watchdog ends what hangs. */
const NO_TIMEOUT = 0;

/** Declares a test for each case of a suite, run against a subject. */
export function describeSuite(suite: Suite, options: DescribeOptions): void {
  const wanted = options.cases;
  const cases = suite.cases.filter(({ id, hidden }) =>
    wanted ? wanted.test(id) : hidden !== true,
  );
  describe.each(groupByPart(cases))(`${suite.lab} %s`, (_part, group) => {
    it.each(group.map((test) => [test.name, test] as const))(
      '%s',
      (_name, test) => check(suite, test, options),
      NO_TIMEOUT,
    );
  });
}

/**
 * Declares the public tests of a lab, for the code in the lab's folder. In this repository the same
 * tests also run with `LAB_SUBJECT=reference`, where each must pass, and with `LAB_SUBJECT=starter`,
 * where each must say that it is not implemented yet; a lab that stands on another's solution stands
 * on the reference then, else on the code in the other lab's folder, beside this one.
 *
 * @param folder the lab's folder, absolute
 */
export function describeLab(suite: Suite, folder: string, cases?: RegExp): void {
  const lab = process.env['LAB_SUBJECT'];
  const others = lab === undefined ? (suite.libraries ?? []) : [];
  describeSuite(suite, {
    subject: lab === 'reference' ? suite.reference : join(folder, suite.entry),
    libraries: Object.fromEntries(
      others.map((other) => [
        other.suite.lab,
        { path: join(folder, '..', other.suite.lab, other.suite.entry) },
      ]),
    ),
    expect: lab === 'starter' ? 'not implemented' : 'pass',
    ...(cases === undefined ? {} : { cases }),
  });
}

/** Runs one case with each seed; the first that is not as expected fails the test. */
async function check(suite: Suite, test: Case, options: DescribeOptions): Promise<void> {
  const program = await prepare(suite, options.subject, options.libraries);
  for (let seed = 1; seed <= (options.seeds ?? 3); seed++) {
    const verdict = await runCase(test, { suite, program, seed });
    if (options.expect === 'not implemented') {
      expect(verdict.status).toBe('fail');
      expect(verdict.property?.name).toBe('Not implemented yet');
      continue;
    }
    if (verdict.status !== 'pass') expect.fail(explainFailure(verdict));
  }
}

function groupByPart(cases: readonly Case[]): [string, Case[]][] {
  const parts = new Map<string, Case[]>();
  for (const test of cases) {
    const group = parts.get(test.part);
    if (group) group.push(test);
    else parts.set(test.part, [test]);
  }
  return [...parts];
}
