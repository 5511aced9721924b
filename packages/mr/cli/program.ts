/** The command line: what the user may type, and which function does it. */
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { DEFAULT_ADDRESS } from '../real/address.ts';
import { DEFAULTS } from '../real/times.ts';
import { appNames } from './find-app.ts';
import { parseCount, parseSize, parseTime } from './units.ts';

/** What makes a job. Times in ms. */
export interface JobOptions {
  readonly app: string;
  readonly out: string;
  readonly reduces: number;
  readonly solution?: string;
  readonly splitBytes: number;
  readonly taskTimeout: number;
}

/** ms. */
export interface WorkerTimes {
  readonly beatEvery: number;
  readonly giveUpAfter: number;
}

/** The program with all its commands; each loads what it needs when it is called. */
export function makeProgram(done: (exitCode: number) => void): Command {
  const program = new Command('pnpm mr')
    .description('MapReduce on the files of this machine, with real processes.')
    .helpOption('-h, --help', 'this text')
    .helpCommand(false)
    .addHelpText('after', HELP);
  addRun(program, done);
  addCoordinator(program, done);
  addWorker(program, done);
  addSequential(program, done);
  addCorpus(program, done);
  return program;
}

function addRun(program: Command, done: (exitCode: number) => void): void {
  const run = program
    .command('run')
    .description('a whole job: a coordinator and workers, each a process')
    .argument('<input...>', "files, or patterns in quotes: 'books/*.txt'")
    .addOption(
      new Option('--workers <count>', 'worker processes')
        .argParser(parseCount)
        .default(availableParallelism()),
    );
  withOptions(run, [...jobOptions(), ...workerTimes()]);
  run.action(async (patterns: string[], options) => {
    const { runJob } = await import('./run-job.ts');
    done(await runJob(patterns, options, process.stdout));
  });
}

function addCoordinator(program: Command, done: (exitCode: number) => void): void {
  const coordinator = program
    .command('coordinator')
    .description('only the coordinator; workers join it from other terminals')
    .argument('<input...>', "files, or patterns in quotes: 'books/*.txt'")
    .option('--listen <address>', 'where', DEFAULT_ADDRESS)
    .option(
      '--standby',
      'follow the job of another coordinator, and take over when it is silent',
      false,
    );
  withOptions(coordinator, jobOptions());
  coordinator.action(async (patterns: string[], options) => {
    const { coordinate } = await import('./coordinate.ts');
    done(await coordinate(patterns, options));
  });
}

function addWorker(program: Command, done: (exitCode: number) => void): void {
  const worker = program
    .command('worker')
    .description('one worker; start it in the folder in which the coordinator was started')
    .option('--coordinator <address...>', 'where; of a primary and a standby, both', [
      DEFAULT_ADDRESS,
    ]);
  withOptions(worker, [appOption(), outOption(), solutionOption(), ...workerTimes()]);
  worker.action(async (options) => {
    const { work } = await import('./work.ts');
    done(await work(options));
  });
}

function addSequential(program: Command, done: (exitCode: number) => void): void {
  const sequential = program
    .command('sequential')
    .description('the same job in one process, without any of the machinery: the right output')
    .argument('<input...>', "files, or patterns in quotes: 'books/*.txt'");
  withOptions(sequential, [appOption(), outOption()]);
  sequential.action(async (patterns: string[], options) => {
    const { runSequential } = await import('./run-sequential.ts');
    done(await runSequential(patterns, options, process.stdout));
  });
}

function addCorpus(program: Command, done: (exitCode: number) => void): void {
  program
    .command('corpus')
    .description('makes text to count words in, of any size, the same for the same seed')
    .option('--out <folder>', 'where', 'books')
    .addOption(new Option('--files <count>', 'files').argParser(parseCount).default(8))
    .addOption(sizeOption('--size <size>', 'of them all', 3_300_000, '3.3MB'))
    .addOption(new Option('--seed <number>', 'another text').argParser(parseCount).default(6824))
    .action(async (options) => {
      const { makeCorpus } = await import('./make-corpus.ts');
      done(await makeCorpus(options, process.stdout));
    });
}

function withOptions(command: Command, options: readonly Option[]): void {
  for (const option of options) command.addOption(option);
}

function jobOptions(): Option[] {
  return [
    appOption(),
    outOption(),
    new Option('--reduces <count>', 'reduce tasks, and so files of output')
      .argParser(parseCount)
      .default(10),
    solutionOption(),
    sizeOption(
      '--split-bytes <size>',
      'of a map task at most, where lines are mapped',
      DEFAULTS.splitBytes,
      '16MB',
    ),
    timeOption('--task-timeout <time>', 'silence of a worker', DEFAULTS.taskTimeout, '10s'),
  ];
}

function appOption(): Option {
  return new Option(
    '--app <app>',
    `one of ${appNames().join(', ')}, or your own: ./app.ts`,
  ).default('wc');
}

function outOption(): Option {
  return new Option('--out <folder>', 'the folder of the job').default('mr-job');
}

function solutionOption(): Option {
  return new Option(
    '--solution <file>',
    'whose coordinator and worker (default: of the lab you stand in, else ours)',
  );
}

function workerTimes(): Option[] {
  return [
    timeOption('--beat-every <time>', 'between two heartbeats', DEFAULTS.beatEvery, '100ms'),
    timeOption(
      '--give-up-after <time>',
      'without any coordinator, a worker ends',
      DEFAULTS.giveUpAfter,
      '20s',
    ),
  ];
}

function timeOption(flags: string, about: string, value: number, text: string): Option {
  return new Option(flags, about).argParser(parseTime).default(value, text);
}

function sizeOption(flags: string, about: string, value: number, text: string): Option {
  return new Option(flags, about).argParser(parseSize).default(value, text);
}

const HELP = `
In three terminals:
  pnpm mr coordinator --app wc --out job 'books/*.txt'
  pnpm mr worker --app wc --out job
  pnpm mr worker --app wc --out job

Exit codes: 0 done, 1 the job failed, 2 wrong usage, 3 another coordinator has taken over,
            4 no coordinator could be reached, 5 the address is in use, 70 an error in the solution`;
