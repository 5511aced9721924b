/** `pnpm grade replay` of a real case: no seed brings a run back, so a new one is kept whole. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pc from 'picocolors';
import type { ReplayOptions } from './cli.ts';
import { type ExitCode, exitCodes, Refusal } from './exit.ts';
import { duration } from './format.ts';
import type { Invocation } from './grade.ts';
import { forUser } from './invocation.ts';
import type { Run } from './outcome.ts';
import { alive, Pool } from './pool.ts';
import type { Programs } from './programs.ts';

/** What shows or edits events: here there are none. */
const OF_EVENTS = [
  'server',
  'topic',
  'level',
  'from',
  'to',
  'last',
  'out',
  'without',
  'faults',
  'saveFaults',
  'shrink',
  'inspect',
] as const satisfies readonly (keyof ReplayOptions)[];

/** @throws Refusal for an option that means nothing here, and when the process dies */
export async function replayReal(
  run: Run,
  programs: Programs,
  options: ReplayOptions,
  { from, stdout }: Invocation,
): Promise<ExitCode> {
  const pool = new Pool({ jobs: 1 });
  try {
    const senseless = OF_EVENTS.find((name) => options[name] !== undefined);
    if (senseless !== undefined) {
      throw new Refusal(
        exitCodes.usage,
        `${run.case} runs real processes, which leave no events: only --seed means something here.`,
      );
    }
    const outcome = alive(await pool.keep(programs.files, run));
    const { status, property, explanation = '', wallMs = 0, kept = '' } = outcome;
    const passed = status === 'pass';
    const rule = property
      ? `${property.name}${property.section && ` (${property.section})`}`
      : status;
    const logs: string[] = await readdir(join(kept, 'logs')).catch(() => []);
    const lines = [
      passed ? pc.green(`✓ ${run.case} passed`) : pc.red(`✗ ${run.case}: ${rule}`),
      ...(explanation === '' ? [] : [explanation]),
      pc.dim(`${duration(wallMs)}; real processes: this run is not the one that was reported`),
      `Its files and what each process printed are in ${forUser(kept, from)}:`,
      ...logs.toSorted().map((log) => `  logs/${log}`),
    ];
    stdout.write(`${lines.join('\n')}\n`);
    if (status === 'inconclusive') return exitCodes.incomplete;
    return passed ? exitCodes.passed : exitCodes.failures;
  } finally {
    await pool.close();
    await programs.remove();
  }
}
