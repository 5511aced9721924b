/** `pnpm zoo`. */
import 'harness/require-node';
import { inspect } from 'node:util';
import pc from 'picocolors';
import { parse, UsageError } from './cli.ts';

const CANNOT_BE_PLANTED = new Set(['EditError', 'BuildError']);

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
// Whoever reads the output may stop early: `pnpm zoo | head`.
process.stdout.on('error', () => process.exit(5));

try {
  const parsed = parse(process.argv.slice(2));
  if (parsed.kind === 'help') process.stdout.write(parsed.text);
  else {
    const { zoo } = await import('./zoo.ts');
    process.exitCode = await zoo(parsed.options, process.stdout, controller.signal);
  }
} catch (error) {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof UsageError || CANNOT_BE_PLANTED.has(name);
  process.exitCode = error instanceof UsageError ? 2 : known ? 3 : 5;
  process.stderr.write(known ? `${pc.red(message)}\n` : `${inspect(error)}\n`);
}
