/** The report: what `--json` writes, what the screen shows, what the next run remembers. */
import { z } from 'zod';

const count = z.int().nonnegative();
const spread = z.object({ p50: z.number(), p95: z.number() });
const seed = z
  .int()
  .nonnegative()
  .max(2 ** 32 - 1);

const failing = z.object({
  seed,
  property: z.string().describe('the rule that was broken: "Election Safety"'),
  section: z.string().describe('where it stands: "§5.2, Figure 3"; empty for one of the simulator'),
  distance: z
    .int()
    .min(1)
    .max(2)
    .optional()
    .describe('from the mistake: 1 a guarantee that rules give together, 2 progress; else a rule'),
  explanation: z.string(),
  hash: z.string().describe('trace hash; a replay has the same one. Empty when a process died'),
  confirmed: z.boolean().describe('it came again in a fresh process'),
  evidence: z.string().optional().describe('folder of what a replay cannot bring back'),
});

const notDeterministic = z.object({
  seed,
  hashes: z.tuple([z.string(), z.string()]),
  event: count.optional().describe('number of the first event that differs'),
  first: z.string().optional().describe('what one run has at that event'),
  second: z.string().optional().describe('what the other one has'),
  evidence: z.string().optional(),
});

const unknown = z.object({
  seed,
  status: z.enum(['inconclusive', 'incomplete']),
  explanation: z.string(),
  evidence: z.string().optional(),
});

const gradedCase = z.object({
  id: z.string(),
  part: z.string(),
  points: z.number().nonnegative(),
  earned: z.number().nonnegative(),
  runs: count.describe('runs that ended'),
  failures: count,
  interval: z
    .tuple([z.number(), z.number()])
    .describe('exact 95 % interval of the flake rate (Clopper–Pearson)'),
  failing: z.array(failing),
  notDeterministic: z.array(notDeterministic),
  unknown: z.array(unknown).describe('runs without a verdict; a case that has any earns nothing'),
  cpuMs: spread,
  virtualMs: spread,
  wallMs: spread
    .optional()
    .describe(
      'of a case with real processes, whose cpuMs and virtualMs are 0; its seeds repeat nothing',
    ),
  stopped: z.string().optional().describe('why the case got fewer seeds than the others'),
});

const fault = z.object({
  case: z.string(),
  seed,
  where: z.string().describe('what failed by itself: "the check Votes.responded"'),
  explanation: z.string().describe('with the stack'),
});

const situation = z.object({
  lab: z.string(),
  id: z.string().describe('stable: "figure-8-c"'),
  title: z.string(),
  section: z.string().describe('where the paper speaks of it: "§5.4.2, Figure 8 (c)"'),
  case: z.string().describe('a graded case that reaches it within 100 seeds of the reference'),
  runs: count.describe('runs that met it, of any case'),
  met: z
    .object({ case: z.string(), seed })
    .optional()
    .describe('one of them: its replay shows where'),
});

export const reportSchema = z
  .object({
    version: z.literal(1),
    finishedAt: z.iso.datetime(),
    target: z.string().describe('"labs", "reference" or the folder of the submission'),
    exitCode: z.int().min(0).max(7),
    fault: fault.optional().describe('a fault of the tests that ended the grading: exit code 7'),
    interrupted: z.boolean(),
    seed: seed.describe('first seed'),
    nextSeed: seed.describe('no case has used a seed from here on'),
    jobs: z.int().positive(),
    delayMs: z.number().min(0).describe('added to the way of each message, each way'),
    wallSeconds: z.number(),
    memoryMb: z.number().describe('most memory of a process after a task'),
    programs: z.record(z.string(), z.string()).describe('lab → hash of the code that was graded'),
    points: z.number(),
    earned: z.number(),
    parts: z.array(
      z.object({ lab: z.string(), part: z.string(), points: z.number(), earned: z.number() }),
    ),
    cases: z.array(gradedCase),
    situations: z
      .array(situation)
      .describe('rare situations that the graded cases lead to; they judge nothing'),
    typeErrors: z.array(z.string()),
  })
  .describe('Report of `pnpm grade --json`');

export type Report = z.infer<typeof reportSchema>;
export type ReportedCase = z.infer<typeof gradedCase>;
export type ReportedSituation = z.infer<typeof situation>;
export type ReportedFailure = z.infer<typeof failing>;

/** The schema for programs that are not TypeScript, as committed in report.schema.json. */
export function jsonSchema(): object {
  return z.toJSONSchema(reportSchema);
}
