/** The kill matrix as a page for readers: `docs/zoo.md`. */
import { duration, shortId } from 'grade/format';
import { excused } from './excused.ts';
import { markdownTable } from './markdown.ts';
import type { Matrix, Result, Row, VariantRow } from './matrix.ts';

export function renderPage(matrix: Matrix): string {
  return [
    '# The zoo',
    intro(matrix),
    ...summary(matrix),
    '## Each bug',
    legend(matrix),
    bugTable(matrix),
    '## No mistakes here',
    `These rows of the zoo are no mistakes of a Raft server in this lab. Where they can be planted they ` +
      `are, and run among the correct variants: should any check accuse one, the argument is wrong.`,
    ...excused.map(({ id, what, argument }) => `- **${id}**, ${what}. ${argument}`),
    ...variantSection(matrix),
    ...harnessSection(matrix),
  ]
    .join('\n\n')
    .concat('\n');
}

function intro({ command, cases, rows }: Matrix): string {
  return (
    `Each bug is the reference with one mistake in it that people make in labs or in production: ` +
    `${rows.length} Rafts, in [tools/zoo](../tools/zoo/README.md). The suite, ${cases} cases and the ` +
    `ledgers that watch each of their events, has to catch every one, soon, and with a failure that ` +
    `names the rule that was broken. This page is written by \`${command}\`; ` +
    `[zoo.json](zoo.json) has all of it, with the explanation of each failure.`
  );
}

/** Ours beside the Go course's, in a few numbers. */
function summaryRows({ rows, cases, seeds, goPasses }: Matrix): string[][] {
  const ours = rows.map((row) => row.ours);
  const go = rows.flatMap((row) => row.go ?? []);
  const share = (list: readonly Result[], holds: (result: Result) => boolean) =>
    `${list.filter(holds).length} of ${list.length}`;
  const inOnePass = ({ caught }: Result) => caught?.seeds === 1;
  const column = (list: readonly Result[], head: string, tries: string) => [
    head,
    share(list, inOnePass),
    `${share(list, ({ caught }) => caught !== undefined)}, in ${tries}`,
    share(list, ({ rightRule }) => rightRule),
    String(sum(list, ({ runs }) => runs)),
    duration(sum(list, ({ cpuMs }) => cpuMs)),
  ];
  const columns = [
    ['', 'caught in one pass', 'caught at all', 'named the broken rule', 'runs', 'CPU'],
    column(ours, `this suite, ${cases} cases`, `${seeds} passes`),
    ...(goPasses === undefined
      ? []
      : [column(go, "the Go course's cases and checks", `${goPasses} passes`)]),
  ];
  const [head = []] = columns;
  return head.map((_, i) => columns.map((cells) => cells[i] ?? ''));
}

function summary(matrix: Matrix): string[] {
  const parts = [markdownTable(summaryRows(matrix)), ORDER];
  if (matrix.goReference === undefined) return parts;
  const { falseAlarm, runs } = matrix.goReference;
  const alarm = falseAlarm
    ? `accuse it: ${falseAlarm.case}, seed ${falseAlarm.seeds}, ${falseAlarm.property}`
    : 'do not accuse it';
  return [
    ...parts,
    GO_COLUMN,
    `A control: in ${runs} runs of the reference, these rules ${alarm}.`,
  ];
}

const ORDER =
  'A pass is each case with one seed. Runs and CPU are those until a bug was caught or given up. A ' +
  "hunt of ours begins with the bug's own cases, as a developer does who knows where to look; what it " +
  'does not tell is how long somebody waits who does not: a full pass, some seconds of CPU.';

const GO_COLUMN =
  "The column on the right plays the 28 cases of the Go course (MIT 6.824) by the course's rules: with " +
  'its faults, which our network has too; its limits of 5 s for an election and 10 s for an agreement; ' +
  'and what its tests look at: that servers apply the same commands, in order, each once; that no two ' +
  'say that they lead the same term; what each case itself asserts; how many calls and bytes there ' +
  'were. Our ledgers are not heard ([rules.ts](../packages/raft/suite/rules.ts)). That is generous to ' +
  'it: what is applied is also compared with how often it was started; an `Exception` is an assertion of ' +
  'our reference, which few solutions have; and in virtual time nothing is late because a machine is busy. In the course itself, a pass takes four and a half minutes.';

function legend({ rows }: Matrix): string {
  const rates = rows.flatMap((row) => row.ours.caught?.rate?.of ?? []);
  return (
    `The case that caught it, the rule that it named, the seeds of that case until then, the CPU and virtual ` +
    `time of all runs until then, and how many of its first ${rates[0] ?? 0} seeds catch the bug by ` +
    `that rule. ✓: the rule is the row's, the events that the failure cites are all in the trace, and ` +
    `the same seed failed in the same way again.`
  );
}

function bugTable({ rows, goPasses }: Matrix): string {
  const head = ['', 'mistake', 'caught by', 'rule', 'seeds', 'CPU', 'virtual', 'of its seeds', '✓'];
  if (goPasses !== undefined) head.push(`Go course's checks, ${goPasses} passes`);
  return markdownTable([head, ...rows.map((row) => bugRow(row, goPasses !== undefined))]);
}

function bugRow({ id, mistake, section, property, ours, go }: Row, besides: boolean): string[] {
  const { caught } = ours;
  const rate = caught?.rate;
  const cells = caught
    ? [
        shortId(caught.case, true),
        caught.property === property ? property : `**${caught.property}**, not ${property}`,
        String(caught.seeds),
      ]
    : ['**not caught**', property, '–'];
  return [
    id,
    `${mistake} (${section})`,
    ...cells,
    duration(ours.cpuMs),
    duration(ours.virtualMs),
    rate ? `${rate.failed}/${rate.of}` : '–',
    ours.asExpected ? '✓' : '✗',
    ...(besides ? [goCell(go)] : []),
  ];
}

function goCell(go: Result | undefined): string {
  if (go === undefined) return '';
  if (go.caught === undefined) return '**never**';
  const { case: id, property, seeds } = go.caught;
  return `pass ${seeds}: ${property} (${shortId(id, true)})`;
}

function variantSection({ variants, variantSeeds }: Matrix): string[] {
  if (variants.length === 0) return [];
  const alarms = variants.filter(({ falseAlarm }) => falseAlarm).length;
  return [
    '## Right, though different',
    `Nothing may accuse these: ${alarms} false alarms in ${sum(variants, ({ runs }) => runs)} runs, ` +
      `${variantSeeds} of each case.`,
    markdownTable([['', 'what is different', 'runs', 'CPU', ''], ...variants.map(variantRow)]),
  ];
}

function variantRow({ id, what, runs, cpuMs, falseAlarm }: VariantRow): string[] {
  const alarm = falseAlarm && `**${falseAlarm.property}** (${shortId(falseAlarm.case, true)})`;
  return [id, what, String(runs), duration(cpuMs), alarm ?? '✓'];
}

function harnessSection({ harness }: Matrix): string[] {
  if (harness.length === 0) return [];
  return [
    '## Mistakes in the harness itself',
    `Planted into the harness by \`pnpm zoo --harness\`, where its own tests have to fail. (H5, operations that are pending at ` +
      `the end of a history, belongs to the key/value lab.)`,
    markdownTable([
      ['', 'mistake', 'planted into', 'the test that fails', ''],
      ...harness.map(({ id, mistake, file, test, caught }) => [
        id,
        mistake,
        file,
        test,
        caught ? '✓' : '✗',
      ]),
    ]),
  ];
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}
