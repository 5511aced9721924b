/** Which records of a trace are shown. */
import type { TraceRecord } from 'harness';
import { levels } from './cli.ts';

export interface Filter {
  /** Addresses; what the test does is always shown. */
  readonly server?: readonly string[];
  /** Topics to show; with a minus in front, to leave out. */
  readonly topic?: readonly string[];
  /** The lowest level of log lines. */
  readonly level?: string;
  /** ms */
  readonly from?: number;
  /** ms */
  readonly to?: number;
  /** Only so many before the end. */
  readonly last?: number;
}

/** They tell little, and are many. */
const LEFT_OUT = ['SETTIMER', 'INSPECT'];

/** The topic of a record: of a log line its own, else what the server does, in capitals. */
export function topicOf({ kind, topic }: TraceRecord): string {
  return kind === 'log' ? (topic ?? 'LOG') : kind.toUpperCase();
}

/** Applies every filter; a failure is always shown. */
export function filterTrace(records: readonly TraceRecord[], filter: Filter): TraceRecord[] {
  const shown = records.filter((record) => record.kind === 'fail' || fits(record, filter));
  return filter.last === undefined ? shown : shown.slice(-filter.last);
}

function fits(record: TraceRecord, { server, topic = [], level, from, to }: Filter): boolean {
  const ms = record.time / 1000;
  if (from !== undefined && ms < from) return false;
  if (to !== undefined && ms > to) return false;
  if (server !== undefined && record.node !== '' && !server.includes(record.node)) return false;
  if (record.kind === 'log' && level !== undefined && rank(record.level) < rank(level))
    return false;
  const wanted = topic.filter((name) => !name.startsWith('-'));
  const unwanted = topic.filter((name) => name.startsWith('-')).map((name) => name.slice(1));
  const own = topicOf(record);
  if (unwanted.includes(own)) return false;
  return wanted.length > 0 ? wanted.includes(own) : !LEFT_OUT.includes(own);
}

function rank(level = 'log'): number {
  return levels.findIndex((known) => known === level);
}
