/** Which case runs next, and with which seeds. */

export interface ScheduleOptions {
  /** Ids of the cases, in the order of the table. */
  readonly cases: readonly string[];
  /** First seed: each case gets base, base + 1, base + 2, … */
  readonly base: number;
  /** Runs of each case; absent: as many as there is time for. */
  readonly runs?: number;
  /** Cases with real processes: handed out apart, and one run each when there is no such number. */
  readonly real?: ReadonlySet<string>;
  /** Seeds that a case gets before those, all of them, however few runs it has. */
  readonly first?: ReadonlyMap<string, readonly number[]>;
}

/** Some seeds of one case, for one process. */
export interface Ticket {
  readonly case: string;
  readonly seeds: readonly number[];
}

/** A task of a worker takes about this long: results come often, and sending it costs nothing. */
const TICKET_MS = 300;
const MAX_SEEDS = 64;
const HANGS = 3;
const FAILURES = 20;

/** One case's place in the round. */
class Line {
  readonly id: string;
  /** Seeds that the case gets in any case, before those of the counter. */
  readonly first: ReadonlySet<number>;
  readonly waiting: number[];
  /** Seeds that were handed out and not given back. */
  given = 0;
  ended = 0;
  failed = 0;
  hangs = 0;
  next: number;
  /** Wall-clock time of a run, ms, late ones weighing more; 0 before the first. */
  meanMs = 0;
  stopped: string | undefined;

  constructor(id: string, first: readonly number[], base: number) {
    this.id = id;
    this.first = new Set(first);
    this.waiting = [...this.first];
    this.next = base;
  }

  /** The next seed; one that was among the first is not taken twice. */
  take(): number {
    this.given += 1;
    const waiting = this.waiting.shift();
    if (waiting !== undefined) return waiting;
    while (this.first.has(this.next)) this.next += 1;
    return this.next++ >>> 0;
  }
}

/** How a run ended, as far as it matters here. */
export interface Ending {
  readonly wallMs: number;
  readonly failed?: boolean;
  /** It did not come back by itself. */
  readonly hang?: boolean;
}

/**
 * Goes round the cases: the next is always the one with the fewest runs so far, so that all have
 * about as many when the time is up. A case whose runs all say the same gets no more of the time:
 * one that never comes back, since each run costs seconds, and one that fails always.
 */
export class Schedule {
  readonly #lines: readonly Line[];
  readonly #runs: number | undefined;
  readonly #real: ReadonlySet<string>;
  #end: 'open' | 'one each' | 'now' = 'open';

  constructor({ cases, base, runs, real = new Set(), first = new Map() }: ScheduleOptions) {
    this.#runs = runs;
    this.#real = real;
    this.#lines = cases.map((id) => new Line(id, first.get(id) ?? [], base));
  }

  /** The next piece of work; `undefined` when there is none, or none at the moment. */
  next(kind: 'simulated' | 'real' = 'simulated'): Ticket | undefined {
    let line: Line | undefined;
    for (const candidate of this.#lines) {
      if (this.#real.has(candidate.id) !== (kind === 'real')) continue;
      if (this.#room(candidate) > 0 && candidate.given < (line?.given ?? Infinity))
        line = candidate;
    }
    if (line === undefined) return undefined;
    const size = line.meanMs === 0 ? 1 : Math.floor(TICKET_MS / line.meanMs);
    // At most as many as it has had: no case gets far ahead of the others.
    const most = Math.min(size, MAX_SEEDS, line.given);
    const count = Math.min(this.#room(line), Math.max(1, most));
    const { id } = line;
    return { case: id, seeds: Array.from({ length: count }, () => line.take()) };
  }

  /** A run has ended, well or not. */
  ended(id: string, { wallMs, failed = false, hang = false }: Ending): void {
    const line = this.#line(id);
    line.ended += 1;
    line.failed += failed || hang ? 1 : 0;
    line.meanMs = line.meanMs === 0 ? wallMs : line.meanMs * 0.8 + wallMs * 0.2;
    line.hangs = hang ? line.hangs + 1 : 0;
    if (line.hangs >= HANGS) this.stop(id, 'does not come back');
    const always = line.failed === line.ended && line.ended >= FAILURES;
    if (always && this.#runs === undefined) this.stop(id, 'always fails');
    this.#giveUp();
  }

  /** Seeds that were not run after all: they come next. */
  giveBack(id: string, seeds: readonly number[]): void {
    const line = this.#line(id);
    line.given -= seeds.length;
    line.waiting.unshift(...seeds);
  }

  /** The case gets no more seeds. The first reason stays. */
  stop(id: string, reason: string): void {
    this.#line(id).stopped ??= reason;
  }

  /** Time is up: only a case that had no run yet still gets one. */
  timeIsUp(): void {
    if (this.#end === 'open') this.#end = 'one each';
  }

  /** No more seeds for anybody. */
  halt(): void {
    this.#end = 'now';
  }

  /** Why a case had to end early. */
  stopped(id: string): string | undefined {
    return this.#line(id).stopped;
  }

  /** Seeds from here on were not used by any case. */
  get nextSeed(): number {
    return Math.max(...this.#lines.map((line) => line.next)) >>> 0;
  }

  /** How many more seeds a case may get. */
  #room(line: Line): number {
    if (this.#end === 'now' || line.stopped !== undefined) return 0;
    // Of a case that nobody has seen ending yet, one run at a time is enough.
    if (line.given > 0 && line.ended === 0) return 0;
    if (this.#end === 'one each') return line.given === 0 ? 1 : 0;
    const enough = this.#runs ?? (this.#real.has(line.id) ? 1 : Infinity);
    const runs = Math.max(enough, line.first.size);
    return Math.max(0, runs - line.given);
  }

  /** Where nothing but hangs has been seen in three cases, the others would hang too. */
  #giveUp(): void {
    const begun = this.#lines.filter((line) => line.ended > 0);
    if (begun.length < HANGS || begun.some((line) => line.hangs < line.ended)) return;
    for (const line of this.#lines) this.stop(line.id, 'nothing comes back');
  }

  #line(id: string): Line {
    const line = this.#lines.find((candidate) => candidate.id === id);
    if (line === undefined) throw new Error(`the schedule has no case ${id}`);
    return line;
  }
}
