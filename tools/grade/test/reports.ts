/** Reports for tests. */
import type { Report, ReportedCase } from '../src/report.ts';
import { interval } from '../src/stats.ts';

export function reported(id: string, more: Partial<ReportedCase> = {}): ReportedCase {
  const runs = more.runs ?? 10;
  const failures = more.failing?.length ?? 0;
  return {
    id,
    part: id.split('/')[1]!,
    points: 5,
    earned: failures > 0 || runs === 0 ? 0 : 5,
    runs,
    failures,
    interval: interval(failures, runs),
    failing: [],
    notDeterministic: [],
    unknown: [],
    cpuMs: { p50: 12, p95: 20 },
    virtualMs: { p50: 5300, p95: 18_500 },
    ...more,
  };
}

export function makeReport(cases: ReportedCase[], more: Partial<Report> = {}): Report {
  const points = 5 * cases.length;
  return {
    version: 1,
    finishedAt: '2026-01-01T00:00:00.000Z',
    target: 'labs',
    exitCode: 0,
    interrupted: false,
    seed: 1,
    nextSeed: 11,
    delayMs: 0,
    jobs: 2,
    wallSeconds: 61,
    memoryMb: 120,
    programs: { raft: 'abc' },
    points,
    earned: cases.reduce((sum, { earned }) => sum + earned, 0),
    parts: [{ lab: 'raft', part: '2A', points, earned: points }],
    cases,
    situations: [],
    typeErrors: [],
    ...more,
  };
}

/** A report of one case, all well. */
export function emptyReport(id: string): Report {
  return makeReport([reported(id)]);
}
