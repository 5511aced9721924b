/** `console`, with Node's formatting. Nothing that it does can change what a run does. */
import type { EnvHost, LogLevel } from './host.ts';
import { format, inspect } from './inspect.ts';
import type * as TableModule from './table.ts';
import { warn } from './warning.ts';

type Write = (...args: unknown[]) => void;

/** What the methods of one console share. */
class Printer {
  readonly host: EnvHost;
  readonly #counts = new Map<string, number>();
  readonly #starts = new Map<string, number>();
  #indent = '';

  constructor(host: EnvHost) {
    this.host = host;
  }

  /** Logs a text; `method` is what the student called. */
  print(level: LogLevel, text: string, method: Write): void {
    const where = this.host.replay ? this.host.callSite(method) : undefined;
    this.host.log(level, this.#indent + text.replaceAll('\n', `\n${this.#indent}`), where);
  }

  indent(): void {
    this.#indent += '  ';
  }

  outdent(): void {
    this.#indent = this.#indent.slice(2);
  }

  count(label: string): number {
    const count = (this.#counts.get(label) ?? 0) + 1;
    this.#counts.set(label, count);
    return count;
  }

  resetCount(label: string): void {
    if (!this.#counts.delete(label)) warn(this.host, `Count for '${label}' does not exist`);
  }

  startTimer(label: string): void {
    if (this.#starts.has(label)) {
      warn(this.host, `Label '${label}' already exists for console.time()`);
    } else this.#starts.set(label, this.host.now());
  }

  /** The virtual time since `console.time(label)`, as text; the label's timer stops when `ends`. */
  elapsed(label: string, method: string, ends: boolean): string | undefined {
    const start = this.#starts.get(label);
    if (start === undefined) {
      warn(this.host, `No such label '${label}' for console.${method}()`);
      return undefined;
    }
    if (ends) this.#starts.delete(label);
    return duration((this.host.now() - start) / 1000);
  }
}

export function makeConsole(host: EnvHost): object {
  const printer = new Printer(host);
  const levels: Record<string, LogLevel> = {
    log: 'log',
    info: 'info',
    debug: 'debug',
    warn: 'warn',
    error: 'error',
    dirxml: 'log',
  };
  const methods: Record<string, Write> = {};
  for (const [name, level] of Object.entries(levels)) {
    const write: Write = (...args) => printer.print(level, format(args), write);
    methods[name] = write;
  }
  Object.assign(methods, reports(printer), counters(printer), groups(printer));
  for (const name of ['clear', 'profile', 'profileEnd', 'timeStamp']) methods[name] = () => {};
  for (const [name, method] of Object.entries(methods)) {
    Object.defineProperty(method, 'name', { value: name });
  }
  return Object.assign(methods, { [Symbol.toStringTag]: 'console' });
}

/** Methods that show something in a way of their own. */
function reports(printer: Printer): Record<string, Write> {
  const assert: Write = (condition, ...args) => {
    if (condition) return;
    const [first, ...rest] = args;
    const text =
      typeof first === 'string'
        ? format([`Assertion failed: ${first}`, ...rest])
        : format(['Assertion failed', ...args]);
    printer.print('warn', text, assert);
  };
  const dir: Write = (value, options) => {
    printer.print('log', inspect(value, { customInspect: false, ...(options as object) }), dir);
  };
  const trace: Write = (...args) => {
    const error = { name: 'Trace', message: format(args), stack: '' };
    Error.captureStackTrace(error, trace);
    const head = error.message === '' ? 'Trace' : `Trace: ${error.message}`;
    const frames = error.stack.split('\n').filter((line) => /^ {4}at /.test(line));
    printer.print('error', [head, ...frames].join('\n'), trace);
  };
  const tabulate: Write = (data, columns) => {
    const { table } = require('./table.ts') as typeof TableModule;
    printer.print('log', table(data, columns as string[] | undefined) ?? format([data]), tabulate);
  };
  return { assert, dir, trace, table: tabulate };
}

function counters(printer: Printer): Record<string, Write> {
  const count: Write = (label = 'default') => {
    printer.print('log', `${String(label)}: ${printer.count(String(label))}`, count);
  };
  const countReset: Write = (label = 'default') => printer.resetCount(String(label));
  const time: Write = (label = 'default') => printer.startTimer(String(label));
  const timeEnd: Write = (label = 'default') => {
    const elapsed = printer.elapsed(String(label), 'timeEnd', true);
    if (elapsed !== undefined) printer.print('log', `${String(label)}: ${elapsed}`, timeEnd);
  };
  const timeLog: Write = (label = 'default', ...args) => {
    const elapsed = printer.elapsed(String(label), 'timeLog', false);
    if (elapsed === undefined) return;
    printer.print('log', format([`${String(label)}: ${elapsed}`, ...args]), timeLog);
  };
  return { count, countReset, time, timeEnd, timeLog };
}

function groups(printer: Printer): Record<string, Write> {
  const group: Write = (...args) => {
    if (args.length > 0) printer.print('log', format(args), group);
    printer.indent();
  };
  return { group, groupCollapsed: group, groupEnd: () => printer.outdent() };
}

/** A duration in ms as Node writes it: `5.25ms`, `1.500s`, `2:05.000 (m:ss.mmm)`. */
function duration(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)}s`;
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const rest = (seconds % 60).toFixed(3).padStart(6, '0');
  const minutes = seconds / 60;
  if (minutes < 60) return `${Math.floor(minutes)}:${rest} (m:ss.mmm)`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest} (h:mm:ss.mmm)`;
}
