/** The whole of it, with real processes and real submissions. */
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type GradeOptions, parse } from '../src/cli.ts';
import { exitCodes, Refusal } from '../src/exit.ts';
import { grade } from '../src/grade.ts';
import type { PoolOptions } from '../src/pool.ts';
import { type Report, reportSchema } from '../src/report.ts';
import { likeReference, type Submission, withFiles } from './submissions.ts';

/** Makes `realRandom()` in every realm: a way out of the simulation. */
const plant = new URL('./fixtures/plant-randomness.mjs', import.meta.url);

const submissions: Submission[] = [];
afterEach(async () => {
  await Promise.all(submissions.splice(0).map(({ remove }) => remove()));
});

interface Graded {
  readonly exitCode: number;
  readonly text: string;
  readonly report: Report;
}

async function gradeIt(
  submission: Submission,
  args: string,
  pool: Partial<PoolOptions> = {},
): Promise<Graded> {
  submissions.push(submission);
  const json = join(submission.folder, 'report.json');
  const parsed = parse([
    '--submission',
    submission.folder,
    '--json',
    json,
    '-j1',
    ...args.split(' '),
  ]);
  let text = '';
  const stdout = { write: (more: string) => void (text += more) } as unknown as NodeJS.WriteStream;
  const exitCode = await grade((parsed as { options: GradeOptions }).options, {
    from: submission.folder,
    command: 'pnpm grade',
    stdout,
    signal: new AbortController().signal,
    pool,
  });
  const report = reportSchema.parse(JSON.parse(await readFile(json, 'utf8')));
  expect(report.exitCode).toBe(exitCode);
  return { exitCode, text, report };
}

/** The only case, when there is one. */
function only({ report }: Graded): Report['cases'][number] {
  expect(report.cases).toHaveLength(1);
  return report.cases[0]!;
}

async function refused(submission: Submission): Promise<Refusal> {
  const error: unknown = await gradeIt(submission, '-n 1').catch((thrown: unknown) => thrown);
  if (error instanceof Refusal) return error;
  throw new Error('it was graded', { cause: error });
}

describe('a delay of every message', () => {
  it('leaves out what means nothing then, and stands in the report', async () => {
    const args = '-n 1 -t ^raft/2B/(BasicAgree|RPCBytes|Gap)$ --delay 30ms';
    const { exitCode, text, report } = await gradeIt(await likeReference(), args);
    expect([exitCode, report.delayMs]).toEqual([exitCodes.passed, 30]);
    expect(report.cases.map(({ id }) => id)).toEqual(['raft/2B/BasicAgree']);
    expect(report.cases[0]?.virtualMs.p50).toBeGreaterThan(3 * 4 * 30);
    expect(text).toContain('each message 30 ms later');
    expect(text).toContain('Left out: raft/2B/RPCBytes; it counts bytes');
  });

  it('is refused when no case is left', async () => {
    const graded = gradeIt(await likeReference(), '-n 1 -t RPCBytes --delay 30ms');
    await expect(graded).rejects.toThrow('raft/2B/RPCBytes means nothing with --delay');
  });
});

describe('code that does well', () => {
  it('earns the points', async () => {
    const graded = await gradeIt(await likeReference(), '-n 5 -j 2 -t 2A');
    expect(graded.exitCode).toBe(exitCodes.passed);
    expect(graded.report.earned).toBe(graded.report.points);
    expect(graded.report.cases.every(({ runs }) => runs === 5)).toBe(true);
    expect(graded.report.typeErrors).toEqual([]);
  });

  it('has the same hashes in every grading, whatever the processes', async () => {
    const submission = await likeReference();
    const [one, four] = [
      await gradeIt(submission, '-n 4 -j 1 -t BasicAgree'),
      await gradeIt(submission, '-n 4 -j 4 -t BasicAgree'),
    ];
    expect(one.report.programs).toEqual(four.report.programs);
    expect(only(one).virtualMs).toEqual(only(four).virtualMs);
  });

  it('is graded in spite of type errors, which are shown', async () => {
    const graded = await gradeIt(
      await likeReference("const n: number = 'x';"),
      '-n 1 -t InitialElection',
    );
    expect(graded.exitCode).toBe(exitCodes.passed);
    expect(graded.text).toMatch(/1 type error .*\nraft\/src\/raft\.ts\(\d+,7\): error TS2322/);
  });
});

describe('code that does not build', () => {
  const contract = "import type { MakeRaft } from 'raft';\n";
  const reference = "export { makeRaft } from '../../../../packages/raft/src/raft.ts';\n";

  it.each([
    ['a mistake in the syntax', 'export const makeRaft = (;\n', /raft\/src\/raft\.ts:1:\d+: /],
    [
      'the reference by its path',
      reference,
      /raft\/src\/raft\.ts:1:\d+: .*packages\/raft\/src\/raft\.ts/,
    ],
    [
      'another package',
      `${contract}import 'labrpc';\n`,
      /raft\.ts:2:\d+: "labrpc" cannot be imported.*"raft"/,
    ],
    ['a package from the registry', "import 'zod';\n", /"zod" cannot be imported here/],
    [
      'a module of Node that cannot be simulated',
      "import 'node:fs';\n",
      /"node:fs" cannot be imported here/,
    ],
    [
      'an import() of a path',
      "export const n = () => import('./x.ts');\n",
      /raft\.ts:1:\d+: import\("\.\/x\.ts"\)/,
    ],
    [
      'a top-level await',
      'await Promise.resolve();\nexport {};\n',
      /raft\.ts:1:\d+: .*top-level await/i,
    ],
  ])('%s', async (_, text, message) => {
    const refusal = await refused(await withFiles({ 'raft/src/raft.ts': text }));
    expect(refusal.exitCode).toBe(exitCodes.build);
    expect(refusal.message).toMatch(message);
  });

  it('the reference by a name of its own', async () => {
    const files = {
      'raft/src/raft.ts': "export { makeRaft } from '#ours';\n",
      'raft/src/package.json':
        '{ "imports": { "#ours": "../../../../packages/raft/src/raft.ts" } }',
      'raft/src/tsconfig.json': '{ "compilerOptions": { "paths": { "#ours": ["/etc/passwd"] } } }',
    };
    expect((await refused(await withFiles(files))).message).toMatch(/"#ours" cannot be imported/);
  });

  it('a symbolic link', async () => {
    const submission = await withFiles({ 'else/raft.ts': 'export {};\n' });
    await mkdir(join(submission.folder, 'raft/src'), { recursive: true });
    await symlink(
      join(submission.folder, 'else/raft.ts'),
      join(submission.folder, 'raft/src/raft.ts'),
    );
    const refusal = await refused(submission);
    expect(refusal).toMatchObject({ exitCode: exitCodes.build });
    expect(refusal.message).toContain('raft/src/raft.ts is a symbolic link');
  });
});

describe('code that misbehaves', () => {
  it.each([
    ['exports nothing', 'export {};\n', 'Contract', /it exports nothing/],
    [
      'exports the contract only',
      "export * from 'raft';\n",
      'Contract',
      /must export a function makeRaft/,
    ],
    ['throws at boot', "throw new Error('so early');\n", 'Exception', /so early[^]*raft\.ts:1:7/],
    [
      'calls process.exit',
      'export const makeRaft = () => process.exit(1);\n',
      'process.exit',
      /process\.exit\(1\)/,
    ],
    [
      'loops for ever',
      'export const makeRaft = () => {\n  for (;;);\n};\n',
      'Endless loop',
      /did not come to rest/,
    ],
  ])('%s', async (_, text, property, explanation) => {
    const graded = await gradeIt(
      await withFiles({ 'raft/src/raft.ts': text }),
      '-n 2 -t InitialElection',
    );
    expect(graded.exitCode).toBe(exitCodes.failures);
    const { failing, earned } = only(graded);
    expect(earned).toBe(0);
    expect(failing.map((failure) => [failure.property, failure.confirmed])).toEqual([
      [property, true],
      [property, true],
    ]);
    expect(failing[0]?.explanation).toMatch(explanation);
    expect(graded.text).toContain(
      'pnpm grade replay raft/2A/InitialElection --seed 1 --submission',
    );
  });

  it('never answers', async () => {
    const never = 'const never = () => new Promise<never>(() => {});\n';
    const server = '{ start: never, getState: never, requestVote: never, appendEntries: never }';
    const text = `${never}export const makeRaft = () => (${server});\n`;
    const graded = await gradeIt(
      await withFiles({ 'raft/src/raft.ts': text }),
      '-n 1 -t InitialElection',
    );
    expect(graded.exitCode).toBe(exitCodes.failures);
    expect(only(graded).failing[0]?.explanation).toMatch(/getState/);
  });

  it.each([
    ['objects', 'Array.from({ length: 100_000 }, (_, i) => ({ i }))'],
    ['buffers', 'new Uint8Array(2 ** 24).fill(1)'],
  ])('eats memory, in %s', async (_, meal) => {
    // A little with each event: no loop that the simulator could see.
    const eats = `const hoard: unknown[] = [];\nsetInterval(() => hoard.push(${meal}), 1);`;
    const graded = await gradeIt(await likeReference(eats), '-n 1 -t InitialElection|ReElection', {
      residentMb: 500,
    });
    expect(graded.exitCode).toBe(exitCodes.failures);
    for (const { failing } of graded.report.cases) {
      expect(failing).toMatchObject([{ property: 'The process died', confirmed: true }]);
      expect(failing[0]?.explanation).toMatch(/ran out of memory/);
      expect(await readFile(join(failing[0]!.evidence!, 'death.txt'), 'utf8')).toContain(
        'ran out of memory',
      );
    }
  });

  it('is not written yet: no points, and a friendly word', async () => {
    const text =
      "import { NotImplemented } from 'raft';\n" +
      "export const makeRaft = () => {\n  throw new NotImplemented('2A: elections');\n};\n";
    const graded = await gradeIt(await withFiles({ 'raft/src/raft.ts': text }), '-n 50');
    expect(graded.exitCode).toBe(exitCodes.failures);
    expect(graded.report.earned).toBe(0);
    expect(graded.report.cases.every(({ runs }) => runs === 1)).toBe(true);
    expect(graded.text).toMatch(/^2A.* are not implemented yet\./m);
    expect(graded.text).not.toContain('replay');
  });
});

describe('code that misbehaves at times', () => {
  const flaky = "if (options.me === 'S1' && Math.random() < 0.05) throw new Error('bad luck');";

  it('by its own random numbers: the same seeds again, the rate in the interval', async () => {
    const submission = await likeReference(flaky);
    const graded = await gradeIt(submission, '-n 400 -j 2 -t InitialElection');
    expect(graded.exitCode).toBe(exitCodes.failures);
    const { failing, interval, runs, notDeterministic } = only(graded);
    expect(runs).toBe(400);
    expect(notDeterministic).toEqual([]);
    expect(failing.every(({ confirmed }) => confirmed)).toBe(true);
    expect(interval[0]).toBeLessThan(0.05);
    expect(interval[1]).toBeGreaterThan(0.05);
    expect(graded.text).toContain(`fails with ${failing.length} of 400 seeds`);
    const again = await gradeIt(submission, `-n 1 -t InitialElection --seed ${failing[0]!.seed}`);
    expect(only(again).failing[0]?.hash).toBe(failing[0]?.hash);
  });

  it('by real random numbers: not deterministic, with the first event that differs', async () => {
    const leak =
      'const real = Reflect.get(globalThis, "realRandom") as () => number;\n' +
      'setTimeout(() => options.persister.save({ real: real() }), 50);';
    const graded = await gradeIt(await likeReference(leak), '-n 3 -t InitialElection', {
      flags: ['--import', fileURLToPath(plant)],
    });
    expect(graded.exitCode).toBe(exitCodes.notDeterministic);
    const { notDeterministic, earned } = only(graded);
    expect(earned).toBe(0);
    expect(notDeterministic[0]?.first).toMatch(/^50 ms S1 .*real/m);
    expect(notDeterministic[0]?.second).toMatch(/^50 ms S1 .*real/m);
    expect(graded.text).toContain('≠ raft/2A/InitialElection: not deterministic');
    const kept = await readFile(join(notDeterministic[0]!.evidence!, 'first.jsonl'), 'utf8');
    expect(kept).toContain('"kind":"save"');
  });

  it('runs what failed last time first, with --last-failed', async () => {
    const submission = await likeReference(flaky);
    const before = only(await gradeIt(submission, '-n 60 -t InitialElection')).failing;
    const again = only(await gradeIt(submission, '-n 1 --last-failed'));
    expect(before.length).toBeGreaterThan(1);
    expect(again.failing.map(({ seed, hash }) => [seed, hash])).toEqual(
      before.map(({ seed, hash }) => [seed, hash]),
    );
    const more = only(await gradeIt(submission, `-n ${before.length + 3} --last-failed`));
    expect(more.runs).toBe(before.length + 3);
    const fixed = await gradeIt(await likeReference(), '-n 1 -t InitialElection');
    expect(fixed.exitCode).toBe(exitCodes.passed);
    await expect(gradeIt(submission, '--last-failed')).rejects.toMatchObject({
      exitCode: exitCodes.nothing,
    });
  });

  it('ends at once with --bail', async () => {
    const graded = await gradeIt(
      await likeReference(flaky),
      '-n 1000 -j 1 -t InitialElection --bail',
    );
    expect(only(graded).runs).toBeLessThan(400);
    expect(only(graded).failing[0]?.confirmed).toBe(true);
  });
});

it('spends the budget, going round the cases', async () => {
  const graded = await gradeIt(await likeReference(), '--budget 1s -j 1 -t 2A');
  const runs = graded.report.cases.map((graded) => graded.runs);
  expect(Math.min(...runs)).toBeGreaterThanOrEqual(1);
  expect(graded.exitCode).toBe(exitCodes.passed);
});
