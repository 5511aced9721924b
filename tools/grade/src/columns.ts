/** A trace as columns: a server each, virtual time from top to bottom. */
import { stripVTControlCharacters } from 'node:util';
import type { TraceRecord } from 'harness';
import type { Colors, Formatter } from 'picocolors/types.js';
import wrapAnsi from 'wrap-ansi';

export interface ColumnOptions {
  /** Addresses, from left to right. */
  readonly servers: readonly string[];
  /** Of the whole, in characters. */
  readonly width: number;
  /** A longer text is cut, in lines. */
  readonly maxLines: number;
  /** Events that the failure cites. */
  readonly cites: readonly number[];
  readonly colors: Colors;
}

/** Stands before an event that the failure cites. */
export const CITED = '▶';
const MARGIN = 22;
const GAP = 2;
const NARROWEST = 18;

/** The columns, a line each. */
export function renderColumns(records: readonly TraceRecord[], options: ColumnOptions): string[] {
  const { servers, colors } = options;
  const free = options.width - MARGIN - GAP * (servers.length - 1);
  const width = Math.max(NARROWEST, Math.floor(free / Math.max(1, servers.length)));
  const head = servers.map((server) => server.padEnd(width + GAP)).join('');
  const lines = [colors.bold(`${'virtual time  event'.padEnd(MARGIN)}${head}`.trimEnd())];
  let event: number | undefined;
  for (const record of records) {
    const margin = record.event === event ? '' : stamp(record);
    const cited = options.cites.includes(record.event);
    const mark = cited && margin !== '' ? CITED + margin.slice(1) : margin;
    const left = (cited ? colors.red : colors.dim)(mark.padEnd(MARGIN));
    const empty = ' '.repeat(MARGIN);
    const body = record.node === '' ? acrossAll(record, options) : inColumn(record, width, options);
    lines.push(...body.map((line, i) => `${i === 0 ? left : empty}${line}`.trimEnd()));
    event = record.event;
  }
  return lines;
}

function stamp({ time, event }: TraceRecord): string {
  return `${(time / 1e6).toFixed(6).padStart(10)} s ${`#${event}`.padStart(7)}`;
}

function acrossAll({ text }: TraceRecord, { width, colors }: ColumnOptions): string[] {
  const lines = wrapAnsi(`── ${clean(text)}`, width - MARGIN, { hard: true }).split('\n');
  return lines.map((line) => colors.cyan(line));
}

function inColumn(record: TraceRecord, width: number, options: ColumnOptions): string[] {
  const { servers, maxLines, colors } = options;
  const color = colorOf(record, colors);
  const before = ' '.repeat(Math.max(0, servers.indexOf(record.node)) * (width + GAP));
  const wrapped = wrapAnsi(describe(record), width, { hard: true }).split('\n');
  const cut = wrapped.length > maxLines ? [...wrapped.slice(0, maxLines - 1), '…'] : wrapped;
  return cut.map((line) => before + color(line));
}

/** What happened, in a cell. Arrows point away from the server that sends. */
function describe(record: TraceRecord): string {
  const { kind, peer = '?', incarnation, where, method } = record;
  const text = clean(record.text);
  switch (kind) {
    case 'boot':
      return `● boot ${incarnation > 1 ? `no. ${incarnation}, ` : ''}${text}`;
    case 'crash':
      return '† crash';
    case 'invoke':
      return `▷ ${text}`;
    case 'return':
      return `◁ ${method === undefined ? '' : `${method} `}${text || 'returns'}`;
    case 'send':
      return `→ ${peer} ${text}`;
    case 'receive':
      return `← ${peer} ${text}`;
    case 'respond':
      return `⇒ ${peer} ${text}`;
    case 'reply':
      return `⇐ ${peer} ${text}`;
    case 'lost':
      return `× ${peer} lost: ${text}`;
    case 'apply':
      return `✓ apply ${text}`;
    case 'fail':
      return `✗ ${text}`;
    case 'log':
      return where === undefined ? text : `${text} (${where})`;
    case 'save':
      return `saves ${text}`;
    default:
      return `${kind} ${text}`;
  }
}

function colorOf({ kind, level }: TraceRecord, colors: Colors): Formatter {
  if (kind === 'fail' || level === 'error') return colors.red;
  if (kind === 'crash' || kind === 'lost' || level === 'warn') return colors.yellow;
  if (kind === 'apply') return colors.green;
  if (kind === 'log') return level === 'debug' ? colors.dim : colors.bold;
  return kind === 'timer' || kind === 'setTimer' || kind === 'save' ? colors.dim : String;
}

/** What a student logs may hold anything: no control characters, no line breaks. */
function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u001f\u007f]+/g, ' ');
}
