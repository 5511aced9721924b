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
  /** Events that the failure cites: they are shown even when they are earlier than the last ones. */
  readonly cites?: readonly number[];
}

/** They tell little, and are many. */
const LEFT_OUT = ['SETTIMER', 'INSPECT', 'POLL'];

/**
 * Methods by which a test looks at a server now and then, or makes a puppet say what stands in the
 * same event as a message.
 */
const POLLS = new Set(['getState', 'call', 'take', 'answer']);

/** The topic of a record: of a log line its own, POLL of a test's look, else what the server does. */
export function topicOf({ kind, topic, method }: TraceRecord): string {
  if (method !== undefined && POLLS.has(method)) return 'POLL';
  return kind === 'log' ? (topic ?? 'LOG') : kind.toUpperCase();
}

/** Applies every filter; a failure is always shown, and what it cites unless topics are named. */
export function filterTrace(records: readonly TraceRecord[], filter: Filter): TraceRecord[] {
  const { cites = [], topic } = filter;
  const mustShow = ({ kind, event }: TraceRecord): boolean =>
    kind === 'fail' ||
    (topic === undefined && cites.includes(event) && kind !== 'setTimer' && kind !== 'inspect');
  const shown = records.filter((record) => mustShow(record) || fits(record, filter));
  if (filter.last === undefined || shown.length <= filter.last) return shown;
  const last = shown.slice(-filter.last);
  const cited = shown.slice(0, -filter.last).filter(({ event }) => cites.includes(event));
  return [...cited, ...last];
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
