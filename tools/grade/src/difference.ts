/** Where two runs of one seed part. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TraceRecord } from 'harness';
import type { Outcome, Run } from './outcome.ts';
import type { Pool } from './pool.ts';
import type { ProgramFiles } from './programs.ts';
import type { Traced } from './worker.ts';

export interface Difference {
  /** Number of the first event that is not the same in both runs. */
  readonly event: number;
  /** What each run has there, in the notation of the replay, which may leave the difference out. */
  readonly first: string;
  readonly second: string;
}

/** What a search for the first difference brought to light. */
export interface Search {
  readonly difference?: Difference;
  /** Texts of both traces around it, for the evidence. */
  readonly traces: readonly string[];
}

/** Two runs may agree by luck. Each attempt is at an older process than the one before. */
const RUNS_BEFORE = [0, 1, 0, 5, 30];
/** Records that are kept on either side of the difference. */
const KEPT = 2000;

/**
 * Traces the run in processes of its own until two of them differ.
 *
 * @param folder for the traces, which can be large
 */
export async function findDifference(
  pool: Pick<Pool, 'trace'>,
  programs: ProgramFiles,
  run: Run,
  folder: string,
): Promise<Search> {
  let before: { traced: Traced; lines: string[] } | undefined;
  for (const runsBefore of RUNS_BEFORE) {
    const file = join(folder, 'trace.jsonl');
    const traced = await pool.trace(programs, run, { file, before: runsBefore });
    if (!('outcome' in traced)) return { traces: [] };
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    if (before !== undefined && !isSame(before.traced.outcome, traced.outcome)) {
      return compare(before, { traced, lines });
    }
    before = { traced, lines };
  }
  return { traces: [] };
}

function isSame(a: Outcome, b: Outcome): boolean {
  return a.hash === b.hash && a.status === b.status;
}

interface Side {
  readonly traced: Traced;
  readonly lines: readonly string[];
}

function compare(a: Side, b: Side): Search {
  const event = firstEvent(a, b);
  const [first, second] = [describe(a.lines, event), describe(b.lines, event)];
  const traces = [a, b].map((side) => around(side.lines, event).join('\n'));
  return { difference: { event, first, second }, traces };
}

/** The traces show what a reader sees, the marks also what is in a payload; the earlier counts. */
function firstEvent(a: Side, b: Side): number {
  const mark = firstDifferent(a.traced.marks, b.traced.marks);
  const line = firstDifferent(a.lines, b.lines);
  const at = parse(a.lines[line]) ?? parse(b.lines[line]);
  return Math.min(mark + 1, at?.event ?? Infinity);
}

/** The place of the first element that differs; the shorter length when one begins the other. */
function firstDifferent<T>(a: readonly T[], b: readonly T[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function describe(lines: readonly string[], event: number): string {
  const records = lines.map(parse).filter((record) => record?.event === event);
  return records.map((record) => (record ? describeRecord(record) : '')).join('\n') || 'nothing';
}

/** One record on one line: `12.3 ms S1 send → S2 RequestVote t1`. */
function describeRecord(record: TraceRecord): string {
  const { time, node, kind, peer, text, detail = text } = record;
  const words = [`${time / 1000} ms`, node, kind, peer === undefined ? '' : `${peer}:`, detail];
  return words.filter((word) => word !== '').join(' ');
}

function around(lines: readonly string[], event: number): string[] {
  const at = lines.findIndex((line) => (parse(line)?.event ?? 0) >= event);
  const middle = at < 0 ? lines.length : at;
  return lines.slice(Math.max(0, middle - KEPT), middle + KEPT);
}

function parse(line: string | undefined): TraceRecord | undefined {
  return line === undefined || line === '' ? undefined : (JSON.parse(line) as TraceRecord);
}
