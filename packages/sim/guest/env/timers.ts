/**
 * `setTimeout`, `setInterval`, `setImmediate` and their counterparts, with Node's semantics on
 * virtual time. `ref` and `unref` are kept and mean nothing: a node lives until it crashes.
 */
import type { EnvHost } from './host.ts';
import { mustBeFunction } from './errors.ts';
import { hidden } from './lazy.ts';
import { warn } from './warning.ts';

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/** Longest delay in ms; a longer one becomes 1 ms, as in Node. */
const MAX_DELAY = 2 ** 31 - 1;

/** What all timers of a realm share. */
interface Shared {
  readonly host: EnvHost;
  /** Timers whose primitive value was asked for, which may be cleared by it. */
  readonly known: Map<number, Timeout>;
  /** How many timers were made; the last one's primitive value. */
  made: number;
  /** Unusual delays that were warned of already. */
  readonly warned: Set<string>;
}

/** What `setTimeout` and `setInterval` return. */
export class Timeout {
  readonly #shared: Shared;
  readonly #number: number;
  #callback: Callback | undefined;
  readonly #args: unknown[];
  readonly #delayUs: number;
  readonly #repeats: boolean;
  #pending: number | undefined;
  #ref = true;

  constructor(shared: Shared, callback: Callback, ms: unknown, args: unknown[], repeats: boolean) {
    this.#shared = shared;
    this.#number = ++shared.made;
    this.#callback = callback;
    this.#args = args;
    this.#delayUs = delayOf(shared, ms) * 1000;
    this.#repeats = repeats;
    this.refresh();
  }

  /** Starts the delay anew, also after the timer has fired; not after it was cleared. */
  refresh(): this {
    if (this.#callback === undefined) return this;
    const { host } = this.#shared;
    if (this.#pending !== undefined) host.clearTimer(this.#pending);
    this.#pending = host.setTimer(this.#delayUs, () => this.#fire());
    return this;
  }

  #fire(): void {
    this.#pending = undefined;
    try {
      this.#callback?.(...this.#args);
    } catch (error) {
      this.#shared.host.fail('exception', error);
    }
    if (this.#pending !== undefined) return; // It refreshed itself.
    if (this.#repeats) this.refresh();
    else this.#shared.known.delete(this.#number);
  }

  close(): this {
    this.#callback = undefined;
    if (this.#pending !== undefined) this.#shared.host.clearTimer(this.#pending);
    this.#pending = undefined;
    this.#shared.known.delete(this.#number);
    return this;
  }

  ref(): this {
    this.#ref = true;
    return this;
  }

  unref(): this {
    this.#ref = false;
    return this;
  }

  hasRef(): boolean {
    return this.#ref;
  }

  [Symbol.toPrimitive](): number {
    this.#shared.known.set(this.#number, this);
    return this.#number;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** What `setImmediate` returns. */
export class Immediate {
  readonly #host: EnvHost;
  #pending: number | undefined;
  #ref = true;

  constructor(host: EnvHost, callback: Callback, args: unknown[]) {
    this.#host = host;
    // Time passes, if only a microsecond: a loop of immediates reaches the limits of the world.
    this.#pending = host.setTimer(1, () => {
      this.#pending = undefined;
      try {
        callback.apply(this, args);
      } catch (error) {
        host.fail('exception', error);
      }
    });
  }

  ref(): this {
    this.#ref = true;
    return this;
  }

  unref(): this {
    this.#ref = false;
    return this;
  }

  hasRef(): boolean {
    return this.#ref;
  }

  [Symbol.dispose](): void {
    if (this.#pending !== undefined) this.#host.clearTimer(this.#pending);
    this.#pending = undefined;
  }
}

/** Installs the timer functions on `target`. */
export function installTimers(target: object, host: EnvHost): void {
  const shared: Shared = { host, known: new Map(), made: 0, warned: new Set() };

  // As fields of a literal they keep their names, whatever the bundler calls them.
  const functions = {
    setTimeout(callback: unknown, ms?: unknown, ...args: unknown[]): Timeout {
      mustBeFunction(callback, 'callback');
      return new Timeout(shared, callback as Callback, ms, args, false);
    },
    setInterval(callback: unknown, ms?: unknown, ...args: unknown[]): Timeout {
      mustBeFunction(callback, 'callback');
      return new Timeout(shared, callback as Callback, ms, args, true);
    },
    setImmediate(callback: unknown, ...args: unknown[]): Immediate {
      mustBeFunction(callback, 'callback');
      return new Immediate(host, callback as Callback, args);
    },
    clearTimeout: (timer?: unknown) => clear(shared, timer),
    clearInterval: (timer?: unknown) => clear(shared, timer),
    clearImmediate(immediate?: unknown): void {
      if (immediate instanceof Immediate) immediate[Symbol.dispose]();
    },
  };
  for (const [name, value] of Object.entries(functions)) hidden(target, name, value);
}

/** Clears a timer, which is the object or, if that was asked for it, its primitive value. */
function clear({ known }: Shared, timer: unknown): void {
  if (timer instanceof Timeout) timer.close();
  else if (typeof timer === 'number' || typeof timer === 'string') {
    known.get(Number(timer))?.close();
  }
}

/** The delay in whole ms, 1 to {@link MAX_DELAY}; warns of those that Node warns of. */
function delayOf({ host, warned }: Shared, ms: unknown): number {
  const delay = ms === undefined ? 1 : Number(ms);
  if (delay >= 1 && delay <= MAX_DELAY) return Math.trunc(delay);
  const [kind, what] = unusual(delay);
  if (kind !== undefined && !warned.has(kind)) {
    warned.add(kind);
    warn(host, `${delay} ${what}.\nTimeout duration was set to 1.`, kind);
  }
  return 1;
}

function unusual(delay: number): [kind: string, what: string] | [undefined, undefined] {
  if (delay > MAX_DELAY) {
    return ['TimeoutOverflowWarning', 'does not fit into a 32-bit signed integer'];
  }
  if (delay < 0) return ['TimeoutNegativeWarning', 'is a negative number'];
  if (Number.isNaN(delay)) return ['TimeoutNaNWarning', 'is not a number'];
  return [undefined, undefined];
}
