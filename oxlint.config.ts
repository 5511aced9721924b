import { readdirSync } from 'node:fs';
import { defineConfig, type OxlintOverride } from 'oxlint';

/**
 * Which of our packages a folder may import, the longest path deciding. `turbo boundaries` sees to the
 * rest: an import that the package.json does not declare, and a relative path out of the package.
 */
const arrows: Record<string, string[]> = {
  'packages/*': [], // A package that is missing in this picture.
  'packages/sim': [],
  'packages/labrpc': ['sim'],
  'packages/linearizability': [],
  'packages/harness': ['sim', 'labrpc'],
  'packages/raft': ['sim', 'labrpc'], // sim/guest, in the adapter
  'packages/raft/suite': ['labrpc', 'harness'],
  'packages/mr': ['sim', 'labrpc', 'mr'], // and itself, by the name that students use
  'packages/mr/cli': ['harness', 'mr'],
  'packages/mr/suite': ['labrpc', 'harness', 'mr'], // its sequential program
  'packages/kvraft': ['sim', 'labrpc', 'raft', 'kvraft'], // and itself, by the name that students use
  'packages/kvraft/suite': ['labrpc', 'harness', 'linearizability', 'raft'],
};

const tools = readdirSync(`${import.meta.dirname}/tools`);
const packages = readdirSync(`${import.meta.dirname}/packages`);
const ours = [...packages, ...tools, 'lab-[a-z]+'];

function onlyAlong(folder: string, allowed: string[]): OxlintOverride {
  const others = ours.filter((name) => !allowed.includes(name));
  const patterns = [
    {
      regex: `^(${others.join('|')})(/|$)`,
      message: `Of our packages, ${folder} imports ${allowed.join(' and ') || 'none'} (see oxlint.config.ts).`,
    },
  ];
  if (folder.endsWith('/suite')) {
    patterns.push({
      regex: '^\\.\\./(.*/)?src/',
      message: 'A suite knows the contract, never a solution: the two meet in a runner.',
    });
  }
  return {
    files: [`${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

export default defineConfig({
  options: { typeAware: true },
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise'],
  categories: { correctness: 'error' },
  rules: {
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'max-lines': ['error', { max: 400 }],
    'max-lines-per-function': ['error', { max: 70 }],
    'import/no-cycle': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    'typescript/no-misused-spread': 'off', // Its only find here is the spread of a string.
  },
  overrides: [
    ...Object.entries(arrows).map(([folder, allowed]) => onlyAlong(folder, allowed)),
    {
      // Tests are runners, where a suite meets a solution. A `describe` is as long as its tests.
      files: ['**/*.test.ts', '**/test/**'],
      rules: {
        'max-lines-per-function': 'off',
        'no-restricted-imports': 'off',
        'typescript/no-non-null-assertion': 'off',
      },
    },
  ],
});
