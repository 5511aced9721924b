/** The vitest face of real cases: each once, side by side. */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainFailure } from '../report.ts';
import { prepareReal, type SubjectOfReal } from '../run-case.ts';
import { runReal } from './run-real.ts';

/** Vitest's clock is no part of a test: a case ends by itself. */
const NO_TIMEOUT = 0;

/**
 * Declares a test for each real case of a suite, hidden ones too, run against a subject.
 *
 * @param subject path of the subject's main file
 */
export function describeRealSuite(suite: SubjectOfReal, subject: string): void {
  let folder: string;
  let program: string;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), `${suite.lab}-real-`)));
    program = join(folder, 'main.mjs');
    await writeFile(program, await prepareReal(suite, { path: subject }));
  });
  let failed = false;
  afterAll(async () => {
    if (!failed) await rm(folder, { recursive: true });
  });

  describe.concurrent(`${suite.lab}, real`, () => {
    it.each((suite.real?.cases ?? []).map((test) => [test.name, test] as const))(
      '%s',
      async (_name, test) => {
        const evidence = join(folder, test.name);
        const verdict = await runReal(test, { program, seed: 1, evidence });
        failed ||= verdict.status !== 'pass';
        if (verdict.status !== 'pass') expect.fail(explainFailure(verdict));
      },
      NO_TIMEOUT,
    );
  });
}
