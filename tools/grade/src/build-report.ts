/** From tallies to the report. */
import type { Suite } from 'harness';
import { type ExitCode, exitCodes } from './exit.ts';
import type { Grading } from './grading.ts';
import type { Outcome } from './outcome.ts';
import type { Report, ReportedCase } from './report.ts';
import { reportSituations } from './situations.ts';
import { interval, spread } from './stats.ts';
import type { GradedCase, Tally } from './tally.ts';

/** An explanation that is longer says the same thing often. */
const EXPLANATION = 4000;

/** What the report says beside the tallies. */
export type Frame = Pick<
  Report,
  'target' | 'seed' | 'jobs' | 'delayMs' | 'wallSeconds' | 'programs' | 'typeErrors'
>;

/** @param suites whose cases were graded */
export function buildReport(grading: Grading, suites: readonly Suite[], frame: Frame): Report {
  const cases = grading.tallies.map((tally) => reportCase(tally, grading));
  const graded = grading.tallies.map((tally) => tally.case);
  return {
    version: 1,
    finishedAt: new Date().toISOString(),
    ...frame,
    exitCode: grading.fault ? exitCodes.ourFault : exitCodeOf(cases, grading.interrupted),
    ...(grading.fault && { fault: faultOf(grading.fault) }),
    interrupted: grading.interrupted,
    nextSeed: grading.schedule.nextSeed,
    memoryMb: Math.round(grading.memoryMb),
    points: sum(cases.map((reported) => reported.points)),
    earned: sum(cases.map((reported) => reported.earned)),
    parts: partsOf(graded, cases),
    cases,
    situations: reportSituations(suites, grading.tallies),
  };
}

/** A seed with two hashes outranks a failure, and a failure what is not known. */
function exitCodeOf(cases: readonly ReportedCase[], interrupted: boolean): ExitCode {
  if (cases.some((reported) => reported.notDeterministic.length > 0)) {
    return exitCodes.notDeterministic;
  }
  if (cases.some((reported) => reported.failures > 0)) return exitCodes.failures;
  const unknown = cases.some((reported) => reported.unknown.length > 0 || reported.runs === 0);
  return unknown || interrupted ? exitCodes.incomplete : exitCodes.passed;
}

function reportCase(tally: Tally, grading: Grading): ReportedCase {
  const { id, part, points } = tally.case;
  const stopped = grading.schedule.stopped(id);
  return {
    id,
    part,
    points,
    earned: tally.earned,
    runs: tally.runs,
    failures: tally.failures.length,
    interval: interval(tally.failures.length, tally.runs),
    failing: tally.failures.map(({ outcome, confirmed }) => ({
      seed: outcome.seed,
      property: outcome.property?.name ?? 'Failure',
      section: outcome.property?.section ?? '',
      ...(outcome.property?.distance && { distance: outcome.property.distance }),
      explanation: shorten(outcome.explanation),
      hash: outcome.hash,
      confirmed,
      ...evidenceOf(outcome, grading),
    })),
    notDeterministic: tally.notDeterministic.map(({ seed, hashes, difference, evidence }) => ({
      seed,
      hashes: [...hashes],
      ...difference,
      ...(evidence !== undefined && { evidence }),
    })),
    unknown: [...tally.inconclusive, ...tally.incomplete].map((outcome) => ({
      seed: outcome.seed,
      status: outcome.status === 'inconclusive' ? 'inconclusive' : 'incomplete',
      explanation: shorten(outcome.explanation),
      ...evidenceOf(outcome, grading),
    })),
    cpuMs: spread(tally.cpuMs),
    virtualMs: spread(tally.virtualMs),
    ...(tally.case.real && { wallMs: spread(tally.wallMs) }),
    ...(stopped !== undefined && { stopped }),
  };
}

function faultOf({ case: id, seed, fault = '', explanation }: Outcome): Report['fault'] {
  return { case: id, seed, where: fault, explanation: shorten(explanation) };
}

function evidenceOf(outcome: Outcome, grading: Grading): { evidence?: string } {
  const evidence = outcome.kept ?? grading.evidence.get(outcome);
  return evidence === undefined ? {} : { evidence };
}

function partsOf(graded: readonly GradedCase[], cases: readonly ReportedCase[]): Report['parts'] {
  const parts = new Map<string, Report['parts'][number]>();
  for (const [i, { lab, part, points }] of graded.entries()) {
    const before = parts.get(`${lab} ${part}`) ?? { lab, part, points: 0, earned: 0 };
    const earned = before.earned + (cases[i]?.earned ?? 0);
    parts.set(`${lab} ${part}`, { ...before, points: before.points + points, earned });
  }
  return [...parts.values()];
}

function shorten(explanation = ''): string {
  return explanation.length <= EXPLANATION ? explanation : `${explanation.slice(0, EXPLANATION)} …`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
