/** How far a job is: two bars that are drawn again on a terminal, else a line now and then. */
import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { Progress } from '../real/process-args.ts';
import { showSize, showTime } from './units.ts';

export interface Goal {
  /** Bytes of the input. */
  readonly bytes: number;
  readonly nReduce: number;
}

const BAR = 30;
/** Time between two plain lines, ms. */
const PLAIN = 5000;

/** Shows the newest progress until it is ended. */
export class ProgressBars {
  readonly #goal: Goal;
  readonly #stream: NodeJS.WriteStream;
  readonly #update: ReturnType<typeof createLogUpdate> | undefined;
  readonly #started = performance.now();
  readonly #clock: NodeJS.Timeout;
  #progress: Progress = { mapped: 0, reduced: 0 };
  #running: number | undefined;

  constructor(goal: Goal, stream: NodeJS.WriteStream) {
    this.#goal = goal;
    this.#stream = stream;
    this.#update = stream.isTTY ? createLogUpdate(stream) : undefined;
    this.#clock = setInterval(() => this.#draw(), this.#update ? 100 : PLAIN);
    this.#draw();
  }

  /** @param running how many workers run now, where that is known */
  show(progress: Progress, running?: number): void {
    this.#progress = progress;
    this.#running = running;
  }

  /** A line that stays. */
  say(line: string): void {
    if (this.#update) this.#update.persist(line);
    else this.#stream.write(`${line}\n`);
  }

  end(): void {
    clearInterval(this.#clock);
    this.#update?.clear();
    this.#update?.done();
  }

  #draw(): void {
    if (this.#update) this.#update(this.#bars());
    else this.#stream.write(`${this.#line()}\n`);
  }

  #bars(): string {
    const { mapped, reduced } = this.#progress;
    const { bytes, nReduce } = this.#goal;
    const time = showTime(this.#elapsed);
    return [
      `map    ${bar(mapped / bytes)} ${showSize(mapped)} of ${showSize(bytes)}`,
      `reduce ${bar(reduced / nReduce)} ${reduced} of ${nReduce}`,
      pc.dim(this.#running === undefined ? time : `${this.#running} workers, ${time}`),
    ].join('\n');
  }

  #line(): string {
    const { mapped, reduced } = this.#progress;
    const { bytes, nReduce } = this.#goal;
    const maps = `${showSize(mapped)} of ${showSize(bytes)} mapped`;
    return `${showTime(this.#elapsed)}: ${maps}, ${reduced} of ${nReduce} reduced`;
  }

  get #elapsed(): number {
    return performance.now() - this.#started;
  }
}

function bar(part: number): string {
  const filled = Math.round(Math.min(1, part) * BAR);
  return pc.green('█'.repeat(filled)) + pc.dim('░'.repeat(BAR - filled));
}
