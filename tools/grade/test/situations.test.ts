import type { Situation, Suite } from 'harness';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { render } from '../src/render.ts';
import type { ReportedSituation } from '../src/report.ts';
import { reportSituations } from '../src/situations.ts';
import { Tally } from '../src/tally.ts';
import { failed, gradedCase, outcome } from './outcomes.ts';
import { makeReport, reported } from './reports.ts';

const situation = (id: string, of: string): Situation => ({
  id,
  title: `Title of ${id}`,
  section: '§5.2',
  case: `raft/2A/${of}`,
});

const suite = (...situations: Situation[]) => ({ lab: 'raft', situations }) as unknown as Suite;

function tallyOf(name: string, ...runs: (readonly string[])[]): Tally {
  const tally = new Tally(gradedCase(name));
  for (const [i, situations] of runs.entries()) tally.add(outcome({ seed: i + 1, situations }));
  return tally;
}

it('counts the runs that met a situation, of whatever case, failed ones too', () => {
  const a = tallyOf('A', ['x', 'y'], [], ['x']);
  a.add(failed({ situations: ['x'] }));
  a.add(outcome({ status: 'inconclusive', situations: ['x'] }));
  const b = tallyOf('B', ['x']);
  const [x, y, z] = reportSituations(
    [suite(situation('x', 'A'), situation('y', 'A'), situation('z', 'B'))],
    [a, b],
  );
  expect([x?.runs, y?.runs, z?.runs]).toEqual([4, 1, 0]);
  const met = { case: 'raft/2A/A', seed: 1 };
  expect(x).toEqual({ lab: 'raft', ...situation('x', 'A'), runs: 4, met });
  expect(z).toEqual({ lab: 'raft', ...situation('z', 'B'), runs: 0 });
});

it('says nothing of situations whose case was not graded, nor for suites that have none', () => {
  const suites = [suite(situation('x', 'A'), situation('y', 'B')), { ...suite(), lab: 'labrpc' }];
  const ids = reportSituations(suites, [tallyOf('A')]).map(({ id }) => id);
  expect(ids).toEqual(['x']);
});

const found = (id: string, runs: number, of = 'A'): ReportedSituation => ({
  lab: 'raft',
  ...situation(id, of),
  runs,
});

function show(situations: ReportedSituation[], exitCode = 0, runs = 10): string {
  const cases = [reported('raft/2A/A', { runs }), reported('raft/2A/B', { runs })];
  return render(makeReport(cases, { situations, exitCode }), {
    colors: pc.createColors(false),
    replay: () => '',
    more: (which, count) => `pnpm grade -t '${which}' -n ${count}`,
    handout: () => undefined,
  });
}

it('a green report names what the runs never met, and the command that leads there', () => {
  expect(show([found('x', 3), found('y', 0), found('z', 0, 'B')])).toContain(
    [
      'The runs met 1 of the 3 rare situations that these cases lead to. They never met:',
      '  Title of y (§5.2)',
      '  Title of z (§5.2)',
      "More seeds lead there: pnpm grade -t '2A/A|2A/B' -n 100\n",
    ].join('\n'),
  );
});

it('asks for more seeds than there were', () => {
  expect(show([found('x', 0)], 0, 150)).toContain("-t '2A/A' -n 300");
});

it('writes out a few of many', () => {
  const text = show(Array.from({ length: 20 }, (_, i) => found(`s${i}`, 0)));
  expect(text.match(/Title of/g)).toHaveLength(8);
  expect(text).toContain('and 12 more, which --json names');
});

it('is content when all were met', () => {
  const text = show([found('x', 3), found('y', 1)]);
  expect(text).toContain('The runs met all 2 rare situations that these cases lead to.\n');
  expect(text).not.toContain('never');
});

it.each([1, 5, 6])('says nothing with exit code %i', (exitCode) => {
  expect(show([found('x', 0)], exitCode)).not.toContain('situation');
});
