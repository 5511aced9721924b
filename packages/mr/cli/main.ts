/** `pnpm mr`. */
import 'harness/require-node';
import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import pc from 'picocolors';
import { exitCodes } from '../real/process-args.ts';
import { makeProgram } from './program.ts';
import { Refusal } from './refusal.ts';

// Whoever reads the output may stop early: `pnpm mr --help | head`.
process.stdout.on('error', () => process.exit(exitCodes.failed));

// pnpm itself changes to the folder of the package.json; names are meant from where the user stands.
const stands = process.env['INIT_CWD'];
if (stands !== undefined) process.chdir(stands);

const program = makeProgram((exitCode) => process.exit(exitCode));
for (const each of [program, ...program.commands]) {
  each.exitOverride();
  each.configureOutput({ writeErr: () => {} });
}
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const message = oneLine(error.message);
    const text =
      error.code === 'commander.help' ? program.helpInformation() : `${message} See --help.`;
    process.stderr.write(`${text}\n`);
    return exitCodes.usage;
  }
  const refused = error instanceof Refusal;
  process.stderr.write(refused ? `${pc.red(error.message)}\n` : `${inspect(error)}\n`);
  return refused ? error.exitCode : exitCodes.crashed;
}

/** What commander says, as a sentence. */
function oneLine(message: string): string {
  const text = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)]$/.test(text) ? '' : '.'}`;
}
