/** The kill matrix: what all hunts have shown, as data. */
import { isAsExpected, isByExpectedCase, type Hunt, type Kill } from './hunt.ts';
import type { Bug } from './bug.ts';
import type { HarnessHunt } from './harness-hunt.ts';

/** How one bug was caught. */
export interface Caught {
  readonly case: string;
  readonly property: string;
  /** Seeds of that case until then. */
  readonly seeds: number;
  readonly explanation: string;
  readonly citedEventsInTrace: boolean;
  readonly sameWhenRunAgain: boolean;
  /** How often that case catches it, over some seeds. */
  readonly rate?: { readonly failed: number; readonly of: number };
}

/** How one bug fared in one game. */
export interface Result {
  /** Absent: nothing has failed. */
  readonly caught?: Caught;
  /** The failure names the rule of the row. */
  readonly rightRule: boolean;
  readonly runs: number;
  readonly cpuMs: number;
  readonly virtualMs: number;
}

export interface Row {
  readonly id: string;
  readonly mistake: string;
  readonly section: string;
  /** Name of the rule that must fail. */
  readonly property: string;
  readonly ours: Result & { readonly asExpected: boolean; readonly byExpectedCase: boolean };
  /** With the Go course's cases and checks. */
  readonly go?: Result;
}

/** A solution that is right: nothing may fail. */
export interface VariantRow {
  readonly id: string;
  readonly what: string;
  readonly runs: number;
  readonly cpuMs: number;
  readonly falseAlarm?: Caught;
}

/** A mistake in the harness itself. */
export interface HarnessRow {
  readonly id: string;
  readonly mistake: string;
  /** Where it is planted. */
  readonly file: string;
  /** The test that must fail: path and name. */
  readonly test: string;
  readonly caught: boolean;
}

/** What the hunts of one lab have shown. */
export interface LabMatrix {
  /** Name of the lab: 'kvraft'. */
  readonly lab: string;
  /** What has written this. */
  readonly command: string;
  readonly cases: number;
  readonly seeds: number;
  readonly goPasses?: number;
  readonly variantSeeds?: number;
  readonly rows: readonly Row[];
  readonly variants: readonly VariantRow[];
  /** The reference by the Go course's rules: how often these accuse one that is right. */
  readonly goReference?: VariantRow;
  /** CPU time of all runs until each bug was caught, ms. */
  readonly cpuMs: number;
}

export interface Matrix {
  readonly labs: readonly LabMatrix[];
  readonly harness: readonly HarnessRow[];
}

/**
 * The matrix with what is new in it.
 *
 * @param names of all labs, in their order
 */
export function renewed(old: Matrix, now: Matrix, names: readonly string[]): Matrix {
  const labs = names.flatMap((name) => {
    const found = [...now.labs, ...old.labs].find(({ lab }) => lab === name);
    return found ?? [];
  });
  return { labs, harness: now.harness.length > 0 ? now.harness : old.harness };
}

function resultOf(hunt: Hunt, property: string | undefined): Result {
  const { kill, runs, cpuMs, virtualMs } = hunt;
  const rightRule = kill !== undefined && kill.property === property;
  const caught = kill && { caught: caughtOf(hunt, kill) };
  return { ...caught, rightRule, runs, cpuMs: round(cpuMs), virtualMs: round(virtualMs) };
}

export function rowOf(bug: Bug, ours: Hunt, go: Hunt | undefined): Row {
  const { id, what: mistake, section, property } = bug;
  return {
    id,
    mistake,
    section,
    property: property.name,
    ours: {
      ...resultOf(ours, property.name),
      asExpected: isAsExpected(ours),
      byExpectedCase: isByExpectedCase(ours),
    },
    ...(go && { go: resultOf(go, property.name) }),
  };
}

export function variantRowOf(hunt: Hunt): VariantRow {
  const { target, kill, runs, cpuMs } = hunt;
  const alarm = kill && { falseAlarm: caughtOf(hunt, kill) };
  return { id: target.id, what: target.what, runs, cpuMs: round(cpuMs), ...alarm };
}

export function harnessRowOf({ mutant, caught }: HarnessHunt): HarnessRow {
  const { id, what: mistake, edit, test, name } = mutant;
  return { id, mistake, file: edit.file, test: `${test}: ${name}`, caught };
}

function caughtOf({ rate }: Hunt, kill: Kill): Caught {
  const { case: id, seed, property, section, explanation, evidence } = kill;
  return {
    case: id,
    property: property ?? 'The process died',
    ...(section === undefined ? {} : { section }),
    seeds: seed,
    explanation,
    citedEventsInTrace: evidence.inTrace,
    sameWhenRunAgain: evidence.again,
    ...(rate && { rate }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
