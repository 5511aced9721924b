/** The command line: what the user typed, as data. Every mistake is one clear line. */
import { delay } from 'grade/time';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

export interface ZooOptions {
  /** Of bugs, labs and variants; empty: all. */
  readonly names: readonly string[];
  /** Seeds of each case before a bug counts as not caught. */
  readonly seeds: number;
  readonly jobs?: number;
  /** Passes over Raft's 28 public cases by the rules of the Go course; absent: none. */
  readonly go?: number;
  /** Seeds of each case on each correct variant; absent: none. */
  readonly variants?: number;
  /** Time that each message takes in addition, each way, ms; absent: none. */
  readonly delay?: number;
  /** Also the mistakes in the harness itself. */
  readonly harness: boolean;
  readonly quick: boolean;
  readonly write: boolean;
}

export type Parsed =
  | { readonly kind: 'zoo'; readonly options: ZooOptions }
  | { readonly kind: 'help'; readonly text: string };

/** Wrong usage, for the user, who needs no stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * @param args what stands after `pnpm zoo`
 * @throws UsageError in one line
 */
export function parse(args: readonly string[]): Parsed {
  let options: ZooOptions | undefined;
  let help = '';
  const program = command((found) => (options = found));
  program.exitOverride();
  program.configureOutput({ writeOut: (text) => (help += text), writeErr: () => {} });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(oneLine(error.message));
  }
  return options === undefined ? { kind: 'help', text: help } : { kind: 'zoo', options };
}

function oneLine(message: string): string {
  const text = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)]$/.test(text) ? '' : '.'} See --help.`;
}

function command(found: (options: ZooOptions) => void): Command {
  const program = new Command('pnpm zoo')
    .description('Plants mistakes in the reference and says which case catches each, and how soon.')
    .usage('[name…] [options]')
    .argument('[name...]', 'which bugs, labs or variants: E3, S7, kvraft, slow; default: all')
    .helpOption('-h, --help', 'this text');
  const options = [
    new Option('-n, --seeds <count>', 'seeds of each case before a bug counts as not caught')
      .argParser(wholeNumber)
      .default(100),
    new Option('-j, --jobs <count>', 'processes (default: one a core)').argParser(wholeNumber),
    new Option('--go [passes]', "also with the Go course's 28 cases and its checks (5 passes)")
      .preset('5')
      .argParser(wholeNumber),
    new Option(
      '--variants [seeds]',
      'also solutions that are right, those named or all, which must pass (1 seed)',
    )
      .preset('1')
      .argParser(wholeNumber),
    new Option(
      '--delay <time>',
      'every message takes that much longer, each way, as in 30ms (default: 0)',
    ).argParser(delay),
    new Option('--harness', 'also mistakes in the harness, which its tests must catch').default(
      false,
    ),
    new Option(
      '--quick',
      'bugs with 3 seeds of their own cases, variants with the short cases, the harness',
    )
      .default(false)
      .conflicts(['seeds', 'go', 'variants', 'delay', 'harness', 'write']),
    new Option('--write', 'renew these labs in docs/zoo.md and docs/zoo.json; else: .zoo/')
      .default(false)
      .conflicts('delay'),
  ];
  for (const option of options) program.addOption(option);
  program.addHelpText('after', EXIT_CODES);
  program.action((names: string[], given: Omit<ZooOptions, 'names'>) => found({ names, ...given }));
  return program;
}

const EXIT_CODES = `
Exit codes: 0 each bug was caught by the rule that it breaks, and no correct variant was accused;
            1 not so, 2 wrong usage, 3 a bug cannot be planted, 5 ended by Ctrl-C`;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('Expected a whole number, 1 or more.');
}
