/** `pnpm mutants`: which changes of the reference the suites notice, and which they do not. */
import 'harness/require-node';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Hunt } from '../hunt.ts';
import { huntAll } from '../hunts.ts';
import { equivalentTo, forgotten } from './equivalents.ts';
import { allMutants, type Mutant } from './mutants.ts';
import { page, type Judged } from './page.ts';

interface Options {
  readonly seeds: number;
  readonly jobs: number;
  readonly out?: string;
}

await new Command('pnpm mutants')
  .description(
    'Changes each operator, condition, literal, call and assignment of the reference, one at a time, ' +
      'and runs the suites until one of them fails. Exit code 1: a mutant lives.',
  )
  .argument('[places...]', "only these mutants: 'log.ts', 'raft.ts:123' or an id")
  .option('-n, --seeds <count>', 'seeds of each case before a mutant counts as alive', positive, 3)
  .option('-j, --jobs <count>', 'processes', positive, availableParallelism())
  .option('--out <file>', 'write the page there: docs/mutants.md')
  .action(async (places: string[], options: Options) => {
    process.exitCode = await judge(places, options);
  })
  .parseAsync();

/** @returns the exit code */
async function judge(places: readonly string[], { seeds, jobs, out }: Options): Promise<number> {
  const all = await allMutants();
  const stale = forgotten(all);
  if (stale.length > 0) {
    console.error(`No such mutant any more, mend equivalents.ts:\n  ${stale.join('\n  ')}`);
    return 3;
  }
  const mutants = all.filter((mutant) => isMeant(mutant, places));
  if (mutants.length === 0) {
    console.error(`No mutant is at ${places.join(', ')}: try 'raft.ts', or 'log.ts:60'.`);
    return 2;
  }
  let done = 0;
  const ended = (hunt: Hunt): void => report((done += 1), mutants.length, judged(hunt));
  const hunts = await huntAll(mutants, { game: 'raft', seeds, jobs, ended });
  const results = hunts.map(judged);
  const folder = process.env['INIT_CWD'] ?? process.cwd();
  if (out !== undefined) writeFileSync(join(folder, out), page(results, seeds));
  return verdict(results);
}

function judged(hunt: Hunt): Judged {
  const mutant = hunt.target as Mutant;
  const why = equivalentTo(mutant);
  return { mutant, hunt, ...(why !== undefined && { why }) };
}

function isMeant({ id, file, line }: Mutant, places: readonly string[]): boolean {
  if (places.length === 0) return true;
  return places.some((place) => [file, `${file}:${line}`, id].includes(place));
}

/** Only what is worth a look: most mutants die with the first seed. */
function report(done: number, of: number, { mutant, hunt, why }: Judged): void {
  const { kill } = hunt;
  if (kill?.seed === 1) return;
  const fate = kill ? `${kill.case}, seed ${kill.seed}: ${kill.property}` : (why ?? 'ALIVE');
  console.log(`${done}/${of} ${mutant.id}  ${mutant.was} → ${mutant.now}\n    ${fate}`);
}

function verdict(results: readonly Judged[]): number {
  const killed = results.filter(({ hunt }) => hunt.kill);
  const wrong = killed.filter(({ why }) => why !== undefined);
  for (const { mutant } of wrong) console.log(`It was killed, so not equivalent: ${mutant.id}`);
  const alive = results.filter(({ hunt, why }) => !hunt.kill && why === undefined);
  const equivalent = results.length - killed.length - alive.length;
  console.log(
    `${results.length} mutants: ${killed.length} killed, ${equivalent} equivalent, ${alive.length} alive`,
  );
  return alive.length + wrong.length === 0 ? 0 : 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}
