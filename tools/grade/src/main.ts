/** `pnpm grade`, and `pnpm grade replay`. */
import 'harness/require-node';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { chalk, path } from 'zx';
import { parse } from './cli.ts';
import { exitCodes, Refusal } from './exit.ts';
import { command, root, userFolder } from './invocation.ts';

const controller = new AbortController();

/** pnpm hands on the Ctrl-C that we get anyway: within this time, ms, two are one. */
const ECHO = 1000;
let interruptedAt = Infinity;

/** The first Ctrl-C asks for what is known so far, the second one for the end. */
process.on('SIGINT', () => {
  if (performance.now() - interruptedAt > ECHO) process.exit(exitCodes.incomplete);
  interruptedAt = Math.min(interruptedAt, performance.now());
  controller.abort();
});

// Whoever reads the output may stop early: `pnpm grade | head`.
process.stdout.on('error', () => process.exit(exitCodes.incomplete));

try {
  const parsed = parse(process.argv.slice(2));
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    packageManager: string;
  };
  const invocation = {
    from: userFolder(),
    command: command(manifest.packageManager),
    stdout: process.stdout,
    signal: controller.signal,
  };
  if (parsed.kind === 'help') process.stdout.write(parsed.text);
  else if (parsed.kind === 'grade') {
    const { grade } = await import('./grade.ts');
    process.exitCode = await grade(parsed.options, invocation);
  } else {
    const { replay } = await import('./replay.ts');
    process.exitCode = await replay(parsed.options, invocation);
  }
} catch (error) {
  const refused = error instanceof Refusal;
  // An error of ours is no failure of what was graded.
  process.exitCode = refused ? error.exitCode : exitCodes.incomplete;
  process.stderr.write(refused ? `${chalk.red(error.message)}\n` : `${inspect(error)}\n`);
}
