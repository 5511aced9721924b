/** One call of the grader, from its arguments to the exit code of this process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pc from 'picocolors';
import { parse } from './cli.ts';
import { type ExitCode, exitCodes, Refusal } from './exit.ts';
import { command, root, userFolder } from './invocation.ts';

/** pnpm forwards the Ctrl-C that this process gets anyway: within this time, ms, two are one. */
const ECHO = 1000;

/** @param args what stands after `pnpm grade` */
export async function main(args: readonly string[]): Promise<void> {
  // The reader of the output may stop early: `pnpm grade | head`.
  process.stdout.on('error', () => process.exit(exitCodes.incomplete));
  const signal = interruptions();
  try {
    process.exitCode = await run(args, signal);
  } catch (error) {
    const refused = error instanceof Refusal;
    // An error of ours is no failure of what was graded.
    process.exitCode = refused ? error.exitCode : exitCodes.incomplete;
    process.stderr.write(refused ? `${pc.red(error.message)}\n` : `${inspect(error)}\n`);
  }
}

async function run(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const parsed = parse(args);
  if (parsed.kind === 'help') {
    process.stdout.write(parsed.text);
    return exitCodes.passed;
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    packageManager: string;
  };
  const invocation = {
    from: userFolder(),
    command: command(manifest.packageManager),
    stdout: process.stdout,
    signal,
  };
  if (parsed.kind === 'grade') {
    const { grade } = await import('./grade.ts');
    return grade(parsed.options, invocation);
  }
  const { replay } = await import('./replay.ts');
  return replay(parsed.options, invocation);
}

/** @returns a signal that the first Ctrl-C aborts; the second one ends the process */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  let interruptedAt = Infinity;
  process.on('SIGINT', () => {
    if (performance.now() - interruptedAt > ECHO) process.exit(exitCodes.incomplete);
    interruptedAt = Math.min(interruptedAt, performance.now());
    controller.abort();
  });
  return controller.signal;
}
