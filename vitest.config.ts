import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const resultsFile = 'node_modules/.cache/test-results.json';

/** No wall-clock limits: how long a test takes is the machine's business. */
const unlimited = { testTimeout: 0, hookTimeout: 0 };

/** Packages, some with a configuration of their own. */
const ownProjects = ['packages', 'tools'].flatMap((folder) =>
  foldersIn(folder).map((name) => {
    const own = `./${folder}/${name}/vitest.config.ts`;
    const test = { name, root: `${folder}/${name}`, ...unlimited };
    return existsSync(join(import.meta.dirname, own)) ? { extends: own, test } : { test };
  }),
);

/**
 * A lab's public tests run twice: against the reference, and against the starter, where each must fail
 * with NotImplemented. Inside a lab's folder (`labs/raft/vitest.config.ts`) they run the student's code.
 */
const labProjects = foldersIn('labs').flatMap((lab) =>
  ['reference', 'starter'].map((subject) => ({
    extends: `./labs/${lab}/vitest.config.ts`,
    test: {
      name: `lab ${lab}: ${subject}`,
      root: `labs/${lab}`,
      env: { LAB_SUBJECT: subject },
    },
  })),
);

function foldersIn(folder: string): string[] {
  return readdirSync(join(import.meta.dirname, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

export default defineConfig({
  test: {
    projects: [...ownProjects, ...labProjects],
    // `.ci/run` counts from the file.
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: resultsFile }]] : ['default'],
  },
});
