/** `performance` on the virtual clock, with marks and measures. */
import { EPOCH_MS, readMicroseconds } from './clock.ts';
import { DOMException } from './dom-exception.ts';
import type { EnvHost } from './host.ts';

interface Entry {
  readonly name: string;
  readonly entryType: 'mark' | 'measure';
  readonly startTime: number;
  readonly duration: number;
  readonly detail: unknown;
}

interface MeasureOptions {
  start?: string | number;
  end?: string | number;
  duration?: number;
  detail?: unknown;
}

class Performance {
  readonly #host: EnvHost;
  #entries: Entry[] = [];

  constructor(host: EnvHost) {
    this.#host = host;
  }

  get timeOrigin(): number {
    return EPOCH_MS;
  }

  /** Virtual ms since the world began. */
  now(): number {
    return readMicroseconds(this.#host) / 1000;
  }

  mark(name: string, options: { startTime?: number; detail?: unknown } = {}): Entry {
    const { startTime = this.now(), detail = null } = options;
    return this.#add({ name: String(name), entryType: 'mark', startTime, duration: 0, detail });
  }

  /** Measures from a mark or a time to another; from the beginning, till now. */
  measure(name: string, from: string | MeasureOptions = {}, till?: string): Entry {
    const options = typeof from === 'string' ? { start: from } : from;
    const { start, end = till, duration, detail = null } = options;
    const endTime =
      end === undefined && duration !== undefined
        ? this.#time(start ?? 0) + duration
        : this.#time(end ?? this.now());
    const startTime =
      start === undefined && duration !== undefined ? endTime - duration : this.#time(start ?? 0);
    return this.#add({
      name: String(name),
      entryType: 'measure',
      startTime,
      duration: endTime - startTime,
      detail,
    });
  }

  clearMarks(name?: string): void {
    this.#clear('mark', name);
  }

  clearMeasures(name?: string): void {
    this.#clear('measure', name);
  }

  getEntries(): Entry[] {
    return this.#entries.toSorted((a, b) => a.startTime - b.startTime);
  }

  getEntriesByName(name: string, type?: string): Entry[] {
    return this.getEntries().filter(
      (entry) => entry.name === name && (type === undefined || entry.entryType === type),
    );
  }

  getEntriesByType(type: string): Entry[] {
    return this.getEntries().filter((entry) => entry.entryType === type);
  }

  toJSON(): object {
    return { timeOrigin: this.timeOrigin };
  }

  #add(entry: Entry): Entry {
    this.#entries.push(entry);
    return entry;
  }

  #clear(type: string, name: string | undefined): void {
    this.#entries = this.#entries.filter(
      (entry) => entry.entryType !== type || (name !== undefined && entry.name !== name),
    );
  }

  #time(at: string | number): number {
    if (typeof at === 'number') return at;
    const mark = this.#entries.findLast(
      ({ name, entryType }) => name === at && entryType === 'mark',
    );
    if (mark) return mark.startTime;
    throw new DOMException(`The "${at}" performance mark has not been set`, 'SyntaxError');
  }

  get [Symbol.toStringTag](): string {
    return 'Performance';
  }
}

export function makePerformance(host: EnvHost): Performance {
  return new Performance(host);
}
