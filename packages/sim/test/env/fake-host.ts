/** Runs in a realm: an `EnvHost` with a small virtual timer queue, and a way to start snippets. */
import { installBuiltIns } from '../../guest/env/built-ins.ts';
import type { EnvHost } from '../../guest/env/host.ts';
import { nodeGlobal } from '../../guest/env/node-global.ts';
import { installOwnGlobals } from '../../guest/env/own-globals.ts';
import { freezeRealm } from '../../guest/freeze.ts';
import { callSite, keepStacksInside } from '../../guest/stack.ts';

export type Print = (...values: unknown[]) => void;
export type Snippet = (print: Print) => unknown;

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly run: () => void;
}

class FakeHost implements EnvHost {
  makers!: EnvHost['makers'];
  readonly replay: boolean;
  readonly logs: string[] = [];
  readonly failures: unknown[] = [];
  readonly callSite = callSite;
  clockReads = 0;
  #now = 0;
  #timers: Timer[] = [];
  #ticks: (() => void)[] = [];
  #made = 0;
  #word = 1;

  constructor(replay: boolean) {
    this.replay = replay;
  }

  now(): number {
    return this.#now;
  }
  readClock(): void {
    this.clockReads += 1;
  }
  random(): number {
    // Numerical Recipes' congruential generator: any stream will do.
    this.#word = (Math.imul(this.#word, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#word;
  }
  setTimer(delayUs: number, run: () => void): number {
    const id = ++this.#made;
    this.#timers.push({ id, at: this.#now + delayUs, run });
    this.#timers.sort((a, b) => a.at - b.at || a.id - b.id);
    return id;
  }
  clearTimer(id: number): void {
    this.#timers = this.#timers.filter((timer) => timer.id !== id);
  }
  log(level: string, text: string, where: string | undefined): void {
    this.logs.push(`${level}: ${text}${where === undefined ? '' : ` @ ${where}`}`);
  }
  readonly hasFiles = false;
  io(): never {
    throw new Error('there are no files');
  }
  exit(code: number): never {
    throw new Error(`exit ${code}`);
  }
  forbid(name: string, hint: string): never {
    throw new Error(`${name} cannot be simulated: ${hint}`);
  }
  fail(_: string, error: unknown): void {
    this.failures.push(error);
  }
  tick(callback: () => void): void {
    this.#ticks.push(callback);
  }

  /** Runs what `process.nextTick` queued; false when there was nothing. */
  runTicks(): boolean {
    const any = this.#ticks.length > 0;
    for (let tick = this.#ticks.shift(); tick; tick = this.#ticks.shift()) tick();
    return any;
  }
  /** Runs the next timer; false when there is none. */
  step(): boolean {
    const timer = this.#timers.shift();
    if (timer === undefined) return false;
    this.#now = timer.at;
    timer.run();
    return true;
  }
}

/** The realm as the test holds it; only strings and booleans cross. */
interface FakeRealm {
  start(name: string): void;
  /** Runs the next timer; false when there is none. */
  step(): boolean;
  /** Runs what `process.nextTick` queued; false when there was nothing. */
  runTicks(): boolean;
  readonly isDone: boolean;
  /** What the snippet printed, logged and let out, as JSON. */
  output(): string;
}

/** @param load evaluates the snippets with these globals, see `realm.ts` */
export function openRealm(
  load: (global: object, host: EnvHost) => Record<string, Snippet>,
  replay: boolean,
): FakeRealm {
  const host = new FakeHost(replay);
  keepStacksInside('snippets.js');
  installBuiltIns(host);
  installOwnGlobals(host);
  freezeRealm([]);
  const snippets = load(nodeGlobal(host), host);
  const printed: string[] = [];
  let isDone = false;
  const print: Print = (...values) => void printed.push(values.map(String).join(' '));
  return {
    start(name) {
      const snippet = snippets[name];
      if (snippet === undefined) throw new Error(`There is no snippet ${name}.`);
      void (async () => snippet(print))()
        .catch((error: unknown) => print('threw', error))
        .then(() => (isDone = true));
    },
    step: () => host.step(),
    runTicks: () => host.runTicks(),
    get isDone() {
      return isDone;
    },
    output: () =>
      JSON.stringify({
        printed,
        logs: host.logs,
        failures: host.failures.map(String),
        clockReads: host.clockReads,
      }),
  };
}
