/** The kill matrix as a page for readers: `docs/zoo.md`. */
import { counted } from 'grade/format';
import { labs } from './labs.ts';
import { labSection, summaryColumns } from './lab-page.ts';
import { markdownTable } from './markdown.ts';
import type { LabMatrix, Matrix } from './matrix.ts';

export function renderPage(matrix: Matrix): string {
  return [
    '# The zoo',
    intro(matrix),
    summaryTable(matrix),
    ORDER,
    ...matrix.labs.flatMap((found) => labSection(found, labOf(found))),
    ...harnessSection(matrix),
  ]
    .join('\n\n')
    .concat('\n');
}

function labOf({ lab: name }: LabMatrix): (typeof labs)[number] {
  const lab = labs.find((each) => each.name === name);
  if (lab === undefined) throw new Error(`the matrix has a lab that there is not: ${name}`);
  return lab;
}

function intro({ labs: found }: Matrix): string {
  const planted = found.map((each) => counted(each.rows.length, labOf(each).solution));
  return (
    `Each bug is the reference of a lab with one mistake in it that people make in labs or in ` +
    `production: ${planted.join(', ')}, in [tools/zoo](../tools/zoo/README.md). The suites, their ` +
    `cases and the ledgers that watch each event, have to catch every one, soon, and with a failure ` +
    `that names the rule that was broken. This page is written by \`pnpm zoo\`, a lab at a time; ` +
    `[zoo.json](zoo.json) has all of it, with the explanation of each failure.`
  );
}

/** All labs side by side, in a few numbers. */
function summaryTable({ labs: found }: Matrix): string {
  const columns = [
    ['', 'caught in one pass', 'caught at all', 'named the broken rule', 'runs', 'CPU'],
    ...found.flatMap((each) => summaryColumns(each, labOf(each))),
  ];
  const [head = []] = columns;
  return markdownTable(head.map((_, i) => columns.map((cells) => cells[i] ?? '')));
}

const ORDER =
  'A pass is each case with one seed. Runs and CPU are those until a bug was caught or given up. A ' +
  "hunt of ours begins with the bug's own cases, as a developer does who knows where to look; what it " +
  'does not tell is how long somebody waits who does not: a full pass, some seconds of CPU.';

function harnessSection({ harness }: Matrix): string[] {
  if (harness.length === 0) return [];
  return [
    '## Mistakes in the harness itself',
    'Planted into the harness by `pnpm zoo --harness`, where its own tests have to fail.',
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
