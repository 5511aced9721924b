/** What the page says of one lab. */
import { duration, shortId } from 'grade/format';
import type { Lab } from './lab.ts';
import { markdownTable } from './markdown.ts';
import type { LabMatrix, Result, Row, VariantRow } from './matrix.ts';

export function labSection(matrix: LabMatrix, lab: Lab): string[] {
  return [
    `## ${lab.title}`,
    legend(matrix),
    bugTable(matrix),
    ...goSection(matrix),
    ...excusedSection(lab),
    ...variantSection(matrix),
  ];
}

/** The columns of a lab in the table of all: ours, and beside it the Go course's. */
export function summaryColumns(
  { rows, cases, seeds, goPasses }: LabMatrix,
  { title }: Lab,
): string[][] {
  const ours = rows.map((row) => row.ours);
  const go = rows.flatMap((row) => row.go ?? []);
  const share = (list: readonly Result[], holds: (result: Result) => boolean) =>
    `${list.filter(holds).length} of ${list.length}`;
  const inOnePass = ({ caught }: Result) => caught?.seeds === 1;
  const column = (list: readonly Result[], head: string, passes: number) => [
    head,
    share(list, inOnePass),
    `${share(list, ({ caught }) => caught !== undefined)}, in ${passes} passes`,
    share(list, ({ rightRule }) => rightRule),
    String(sum(list, ({ runs }) => runs)),
    duration(sum(list, ({ cpuMs }) => cpuMs)),
  ];
  return [
    column(ours, `${title}, ${cases} cases`, seeds),
    ...(goPasses === undefined ? [] : [column(go, "the Go course's cases and checks", goPasses)]),
  ];
}

function goSection({ goReference }: LabMatrix): string[] {
  if (goReference === undefined) return [];
  const { falseAlarm, runs } = goReference;
  const alarm = falseAlarm
    ? `accuse it: ${falseAlarm.case}, seed ${falseAlarm.seeds}, ${falseAlarm.property}`
    : 'do not accuse it';
  return [GO_COLUMN, `A control: in ${runs} runs of the reference, these rules ${alarm}.`];
}

const GO_COLUMN =
  "The column on the right plays the 28 cases of the Go course (MIT 6.824) by the course's rules: with " +
  'its faults, which our network has too; its limits of 5 s for an election and 10 s for an agreement; ' +
  'and what its tests look at: that servers apply the same commands, in order, each once; that no two ' +
  'say that they lead the same term; what each case itself asserts; how many calls and bytes there ' +
  'were. Our ledgers are not heard ([rules.ts](../packages/raft/suite/rules.ts)). That is generous to ' +
  'it: what is applied is also compared with how often it was started; an `Exception` is an assertion of ' +
  'our reference, which few solutions have; and in virtual time nothing is late because a machine is busy. In the course itself, a pass takes four and a half minutes.';

function legend({ rows, command }: LabMatrix): string {
  const rates = rows.flatMap((row) => row.ours.caught?.rate?.of ?? []);
  return (
    `Written by \`${command}\`: the case that caught it, the rule that it named, the seeds of that case until then, the CPU and virtual ` +
    `time of all runs until then, and how many of its first ${rates[0] ?? 0} seeds catch the bug by ` +
    `that rule. ✓: the rule is the row's, the events that the failure cites are all in the trace, and ` +
    `the same seed failed in the same way again.`
  );
}

function bugTable({ rows, goPasses }: LabMatrix): string {
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

function excusedSection({ excused, solution }: Lab): string[] {
  if (excused.length === 0) return [];
  return [
    '### No mistakes here',
    `These rows of the zoo are no mistakes of a ${solution} in this lab. Where they can be planted they ` +
      `are, and run among the correct variants: should any check accuse one, the argument is wrong.`,
    ...excused.map(({ id, what, argument }) => `- **${id}**, ${what}. ${argument}`),
  ];
}

function variantSection({ variants, variantSeeds }: LabMatrix): string[] {
  if (variants.length === 0) return [];
  const alarms = variants.filter(({ falseAlarm }) => falseAlarm).length;
  return [
    '### Right, though different',
    `Nothing may accuse these: ${alarms} false alarms in ${sum(variants, ({ runs }) => runs)} runs, ` +
      `${variantSeeds} of each case.`,
    markdownTable([['', 'what is different', 'runs', 'CPU', ''], ...variants.map(variantRow)]),
  ];
}

function variantRow({ id, what, runs, cpuMs, falseAlarm }: VariantRow): string[] {
  const alarm = falseAlarm && `**${falseAlarm.property}** (${shortId(falseAlarm.case, true)})`;
  return [id, what, String(runs), duration(cpuMs), alarm ?? '✓'];
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}
