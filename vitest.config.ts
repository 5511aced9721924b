import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const resultsFile = 'node_modules/.cache/test-results.json';

/**
 * A lab's public tests run twice: against the reference, and against the starter, where each must fail
 * with NotImplemented. Inside a lab's folder (`labs/raft/vitest.config.ts`) they run the student's code.
 */
const labProjects = readdirSync(`${import.meta.dirname}/labs`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: lab }) =>
    ['reference', 'starter'].map((subject) => ({
      extends: `./labs/${lab}/vitest.config.ts`,
      test: {
        name: `lab ${lab}: ${subject}`,
        root: `labs/${lab}`,
        env: { LAB_SUBJECT: subject },
      },
    })),
  );

export default defineConfig({
  test: {
    projects: ['packages/*', 'tools/*', ...labProjects],
    // `.ci/run` counts from the file.
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: resultsFile }]] : ['default'],
  },
});
