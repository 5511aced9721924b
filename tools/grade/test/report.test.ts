import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { failureGroups } from '../src/failure-groups.ts';
import { notImplemented } from '../src/outcome.ts';
import { render } from '../src/render.ts';
import { jsonSchema, type Report, type ReportedCase, reportSchema } from '../src/report.ts';
import { makeReport, reported } from './reports.ts';

const failing = (seed: number, property: string, more = {}) => ({
  seed,
  property,
  section: '§5.2',
  explanation: `S1 leads term ${seed}.\nSo does S2.`,
  hash: 'cafe',
  confirmed: true,
  ...more,
});

const options = {
  colors: pc.createColors(false),
  replay: (id: string, seed: number) => `pnpm grade replay ${id} --seed ${seed}`,
  more: () => '',
  handout: (lab: string) => `labs/${lab}/README.md`,
};
const show = (cases: ReportedCase[], more: Partial<Report> = {}) =>
  render(makeReport(cases, more), options);

it('the committed schema is the one that reports are made by', async () => {
  const path = join(import.meta.dirname, '../report.schema.json');
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(jsonSchema());
});

it('a report fits its schema, another thing does not', () => {
  const report = makeReport([reported('raft/2A/A', { failing: [failing(1, 'P')] })]);
  expect(reportSchema.parse(report)).toEqual(report);
  expect(() => reportSchema.parse({ ...report, exitCode: 8 })).toThrow();
});

it('groups failures by case and property, a confirmed one shown', () => {
  const other = { explanation: 'S3 leads.' };
  const groups = failureGroups(
    makeReport([
      reported('raft/2A/A', {
        failing: [
          failing(9, 'Q'),
          failing(3, 'P', { confirmed: false }),
          failing(7, 'P'),
          failing(4, 'P'),
        ],
      }),
      reported('raft/2A/B', { failing: [failing(1, 'P', other)] }),
    ]),
  );
  expect(groups.map(({ property, shown, seen }) => [property, shown.seed, seen])).toEqual([
    ['P', 4, [{ case: 'raft/2A/A', seeds: [3, 4, 7], runs: 10 }]],
    ['Q', 9, [{ case: 'raft/2A/A', seeds: [9], runs: 10 }]],
    ['P', 1, [{ case: 'raft/2A/B', seeds: [1], runs: 10 }]],
  ]);
});

it('begins with the case that fails most often, and in a case with the rule nearest to the mistake', () => {
  const groups = failureGroups(
    makeReport([
      reported('raft/2A/A', { failing: [failing(1, 'rare')] }),
      reported('raft/2A/B', {
        failing: [
          failing(1, 'progress', { distance: 2 }),
          failing(2, 'progress', { distance: 2 }),
          failing(3, 'guarantee', { distance: 1 }),
          failing(4, 'rule'),
        ],
      }),
      reported('raft/2A/C', { failing: [failing(1, 'as rare')] }),
    ]),
  );
  const names = groups.map(({ property }) => property);
  expect(names).toEqual(['rule', 'guarantee', 'progress', 'rare', 'as rare']);
});

it('of cases that fail as often, begins with the rule nearest to the mistake that most cases name', () => {
  const groups = failureGroups(
    makeReport([
      reported('raft/2A/A', { failing: [failing(1, 'progress', { distance: 2 })] }),
      reported('raft/2A/B', { failing: [failing(1, 'once', { explanation: 'B.' })] }),
      reported('raft/2A/C', { failing: [failing(1, 'twice', { explanation: 'C.' })] }),
      reported('raft/2A/D', { failing: [failing(1, 'twice', { explanation: 'D.' })] }),
    ]),
  );
  const names = groups.map(({ property }) => property);
  expect(names).toEqual(['twice', 'twice', 'once', 'progress']);
});

it('takes for one kind what several cases say in the same words', () => {
  const groups = failureGroups(
    makeReport([
      reported('raft/2A/A', { failing: [failing(1, 'P')] }),
      reported('raft/2A/B', { failing: [failing(2, 'P')] }),
      reported('raft/2A/C', { failing: [failing(2, 'Q')] }),
    ]),
  );
  expect(groups.map(({ property, seen }) => [property, seen.map((one) => one.case)])).toEqual([
    ['P', ['raft/2A/A', 'raft/2A/B']],
    ['Q', ['raft/2A/C']],
  ]);
});

describe('on the screen', () => {
  it('a table with runs, rate and interval, times, points', () => {
    const text = show([
      reported('raft/2A/InitialElection', { runs: 1000 }),
      reported('raft/2A/ReElection', { failing: [failing(1, 'P')] }),
    ]);
    expect(text).toMatch(
      /✓ 2A\/InitialElection +1000 +0 +0 % \[0, 0\.37 %\] +12 ms +20 ms +5\.3 s +19 s +5\/5/,
    );
    expect(text).toMatch(/✗ 2A\/ReElection +10 +1 +10\.0 % \[0\.25, 44\.5 %\]/);
  });

  it('each kind of failure once, with its seeds and the command that replays it', () => {
    const seeds = [2, 3, 4, ...Array.from({ length: 14 }, (_, i) => 2 * i + 10)];
    const failures = seeds.map((seed) => failing(seed, 'Election Safety'));
    const text = show([reported('raft/2A/A', { runs: 100, failing: failures })]);
    expect(text).toContain(
      '✗ raft/2A/A: Election Safety (§5.2)\n  S1 leads term 2.\n  So does S2.',
    );
    expect(text).toContain(
      '17 of 100 seeds: seeds 2–4, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30 and 3 more',
    );
    expect(text).toContain('pnpm grade replay raft/2A/A --seed 2\n');
  });

  it('a dead process has evidence, and a replay, which shows its last events', () => {
    const dead = failing(1, 'The process died', { hash: '', evidence: '.grade/evidence/x' });
    const text = show([reported('raft/2A/A', { failing: [dead] })]);
    expect(text).toContain('evidence: .grade/evidence/x');
    expect(text).toContain('replay:   pnpm grade replay raft/2A/A --seed 1');
  });

  it('the first event that differs, for what is not deterministic', () => {
    const two = { seed: 3, hashes: ['aa', 'bb'] as [string, string] };
    const found = { ...two, event: 17, first: '1 ms S1 send 0.5', second: '1 ms S1 send 0.7' };
    const text = show([reported('raft/2A/A', { notDeterministic: [two, found] })]);
    expect(text).toContain('≠ raft/2A/A: not deterministic');
    expect(text).toMatch(/first difference is in event 17[^]*send 0\.5[^]*send 0\.7/);
  });

  it('runs without a verdict', () => {
    const unknown = [{ seed: 4, status: 'inconclusive', explanation: 'Out of states.' }] as const;
    const text = show([reported('raft/2A/A', { unknown: [...unknown] })], { exitCode: 5 });
    expect(text).toContain('? raft/2A/A: 1 run without a verdict\n  Out of states.');
    expect(text).toContain('no points until every run of the case has one');
    expect(text).toMatch(/\? 2A\/A/);
    expect(text).not.toContain('Nothing failed');
  });

  it('a fault of the tests, which ends the grading', () => {
    const where = 'the check Votes.called';
    const fault = { case: 'raft/2A/A', seed: 3, where, explanation: 'TypeError: x\n  at Votes' };
    const unknown = [{ seed: 3, status: 'inconclusive', explanation: 'TypeError: x' }] as const;
    const text = show([reported('raft/2A/A', { unknown: [...unknown] })], { exitCode: 7, fault });
    expect(text).toContain('‼ raft/2A/A, seed 3: the check Votes.called failed by itself');
    expect(text).toMatch(/says nothing about the solution.\n {2}TypeError: x\n {4}at Votes/);
    expect(text).not.toContain('without a verdict');
  });

  it('a friendly word about what is not written yet, and no list of failures', () => {
    const missing = reported('raft/2A/A', { runs: 1, failing: [failing(1, notImplemented)] });
    const text = show([missing], { exitCode: 1, earned: 0 });
    expect(text).toContain('2A is not implemented yet: start with labs/raft/README.md');
    expect(text).toContain('0/5 points');
    expect(text).not.toContain('replay');
    expect(text).toMatch(/· 2A\/A/);
  });

  it('what ten green runs are worth', () => {
    const text = show([reported('raft/2A/A'), reported('raft/2A/B', { runs: 12 })]);
    expect(text).toContain('Nothing failed in 10 to 12 runs of each case');
    expect(text).toContain('up to 30.8 %');
    expect(text).toContain('it takes 299 runs: -n 299');
  });

  it('what 299 green runs are worth', () => {
    expect(show([reported('raft/2A/A', { runs: 299 })])).toContain(
      'A flake of 1.0 % would have shown with 95 %: that takes 299 runs.',
    );
  });
});
