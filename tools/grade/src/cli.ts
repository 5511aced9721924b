/** The command line: what the user typed, as data. Every mistake is one clear line and exit 2. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { exitCodes, Refusal } from './exit.ts';
import { delay, milliseconds } from './time.ts';

/** Whose code, as the user said it. */
interface TargetOptions {
  readonly reference?: boolean;
  readonly submission?: string;
  readonly raft?: 'own' | 'reference';
  /** ms; time that each message takes in addition, each way. */
  readonly delay?: number;
}

export interface GradeOptions extends TargetOptions {
  readonly labs: readonly string[];
  readonly runs?: number;
  /** s */
  readonly budget: number;
  readonly jobs?: number;
  readonly test?: string;
  readonly seed?: number;
  readonly bail: boolean;
  readonly lastFailed: boolean;
  readonly json?: string;
  readonly list: boolean;
}

export interface ReplayOptions extends TargetOptions {
  readonly id: string;
  readonly seed: number;
  /** Addresses. */
  readonly server?: readonly string[];
  /** Topics to show; with a minus in front, to leave out. */
  readonly topic?: readonly string[];
  readonly level?: string;
  /** ms */
  readonly from?: number;
  /** ms */
  readonly to?: number;
  readonly last?: number;
  readonly out?: string;
  /** Numbers of faults to leave out. */
  readonly without?: readonly number[];
  /** File with the faults that take the place of those drawn. */
  readonly faults?: string;
  /** File to write the faults to. */
  readonly saveFaults?: string;
  /** Leave out all faults that the failure does not need. */
  readonly shrink?: boolean;
  /** Port. */
  readonly inspect?: number;
}

export type Parsed =
  | { readonly kind: 'grade'; readonly options: GradeOptions }
  | { readonly kind: 'replay'; readonly options: ReplayOptions }
  | { readonly kind: 'help'; readonly text: string };

export const levels = ['debug', 'info', 'log', 'warn', 'error'] as const;

/**
 * @param args what stands after `pnpm grade`
 * @throws Refusal in one line
 */
export function parse(args: readonly string[]): Parsed {
  let parsed: Parsed | undefined;
  let help = '';
  const program = command((result) => (parsed = result));
  for (const each of [program, ...program.commands]) {
    each.exitOverride();
    each.configureOutput({ writeOut: (text) => (help += text), writeErr: () => {} });
  }
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'help', text: help };
    throw new Refusal(exitCodes.usage, oneLine(error.message));
  }
  return parsed ?? { kind: 'help', text: help };
}

function oneLine(message: string): string {
  const text = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const [first = '', ...rest] = text;
  return `${first.toUpperCase()}${rest.join('')}${/[.)]$/.test(text) ? '' : '.'} See --help.`;
}

function command(found: (parsed: Parsed) => void): Command {
  const program = new Command('pnpm grade')
    .description('Runs the tests of the labs under many seeds and says how often each one fails.')
    .usage('[lab…] [options]')
    .argument('[lab...]', 'which labs; default: the one you stand in, else all')
    .enablePositionalOptions()
    .helpOption('-h, --help', 'this text')
    .helpCommand(false);
  for (const option of [...targetOptions(), ...gradeOptions()]) program.addOption(option);
  program.addHelpText('after', GRADE_HELP);
  program.action((labs: string[], options: Omit<GradeOptions, 'labs'>) => {
    found({ kind: 'grade', options: { labs, ...options } });
  });
  const replay = program
    .command('replay')
    .description('Shows one run, event by event: a column per server, in virtual time.')
    .argument('<id>', 'of the case, as in raft/2B/Backup')
    .helpOption('-h, --help', 'this text')
    .addHelpText('after', REPLAY_HELP);
  for (const option of [...targetOptions(), ...replayOptions()]) replay.addOption(option);
  replay.action((id: string) => {
    found({
      kind: 'replay',
      options: { ...replay.optsWithGlobals<Omit<ReplayOptions, 'id'>>(), id },
    });
  });
  return program;
}

function targetOptions(): Option[] {
  return [
    new Option('--reference', 'the reference solution instead of labs/').conflicts('submission'),
    new Option('--submission <dir>', 'a folder with <lab>/src in it instead of labs/'),
    new Option(
      '--raft <whose>',
      'what kvraft stands on: the Raft beside it (default), or ours',
    ).choices(['own', 'reference']),
    new Option(
      '--delay <time>',
      'every message takes that much longer, each way, as in 30ms (default: 0)',
    ).argParser(delay),
  ];
}

function gradeOptions(): Option[] {
  return [
    new Option('-n, --runs <count>', 'runs of each case (default: until the budget is spent)')
      .argParser(wholeNumber(1))
      .conflicts('budget'),
    new Option('--budget <time>', 'time for the runs, as in 90s or 5m')
      .argParser((text) => milliseconds(text, 's') / 1000)
      .default(60, '60s'),
    new Option('-j, --jobs <count>', 'processes (default: one a core)').argParser(wholeNumber(1)),
    new Option('-t, --test <pattern>', 'only cases of this name, or whose id fits this pattern'),
    new Option('--seed <number>', 'first seed (default: 1)').argParser(seed),
    new Option('--bail', 'stop at the first failure').default(false),
    new Option('--last-failed', 'only cases that failed last time, their seeds first').default(
      false,
    ),
    new Option('--json <file>', 'write the report there'),
    new Option('--list', 'only list the cases').default(false),
  ];
}

function replayOptions(): Option[] {
  return [
    new Option('--seed <number>', 'seed of the run').argParser(seed).makeOptionMandatory(),
    new Option('--server <list>', 'only these servers, as in 1,3').argParser(addresses),
    new Option(
      '--topic <list>',
      'only these topics; with a minus in front, not this one',
    ).argParser((text) => list(text).map((topic) => topic.toUpperCase())),
    new Option('--level <level>', 'log lines from this level on').choices(levels),
    new Option('--from <time>', 'virtual time, as in 12.3s or 150ms').argParser(virtualTime),
    new Option('--to <time>', 'virtual time; the run stops there').argParser(virtualTime),
    new Option('--last <count>', 'lines before the end (default: 200)').argParser(wholeNumber(1)),
    new Option('--out <file>', 'write all lines to a file'),
    new Option('--without <list>', 'leave these faults of the run out, as in 3,7-9').argParser(
      numbers,
    ),
    new Option('--shrink', 'leave out all faults that the failure does not need'),
    new Option('--faults <file>', 'the faults in this file instead of those that the seed draws'),
    new Option('--save-faults <file>', 'write the faults to a file, a line each, to edit them'),
    new Option('--inspect [port]', 'wait for a debugger, and stop at breakpoints')
      .preset('9229')
      .argParser(wholeNumber(1)),
  ];
}

const GRADE_HELP = `
Also: pnpm grade replay <id> --seed <number>   shows one run, event by event

Exit codes: 0 all passed, 1 failures, 2 wrong usage, 3 does not build, 4 nothing to run,
            5 incomplete, 6 not deterministic, 7 a check failed by itself`;

const REPLAY_HELP = `
Topics: the leading word in capitals of a log line (console.log('VOTE …')), and for what the server
does BOOT, CRASH, INVOKE, RETURN, SEND, RECEIVE, RESPOND, REPLY, LOST, SAVE, APPLY, TIMER, TEST.
Left out unless asked for: SETTIMER; INSPECT, the state after each event; POLL, what the test asks of
servers and puppets now and then. Events that the failure cites are marked, and shown in any case.`;

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(`Expected a whole number, ${least} or more.`);
  };
}

function seed(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value < 2 ** 32) return value;
  throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
}

function virtualTime(text: string): number {
  return milliseconds(text, 's');
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** '3,7-9' is 3, 7, 8, 9. */
function numbers(text: string): number[] {
  return list(text).flatMap((item) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(item) ?? [];
    const [least, most] = [Number(first), Number(last)];
    if (first === undefined || least > most || most > MOST_FAULTS) {
      throw new InvalidArgumentError('Expected numbers of faults, as in 3,7-9.');
    }
    return Array.from({ length: most - least + 1 }, (_, i) => least + i);
  });
}

const MOST_FAULTS = 1_000_000;

/** '1' is 'S1'. */
function addresses(text: string): string[] {
  return list(text).map((item) => (/^\d+$/.test(item) ? `S${item}` : item));
}
