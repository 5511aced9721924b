/**
 * The guest's end of the waist: turns events into calls of the program and what the program does
 * into effects. One event runs to quiescence before the next.
 */
import { decode, encode, NotPlain } from '../src/plain.ts';
import type { Boot, Emit, EventOp, FailKind, Field } from '../src/waist.ts';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { GuestDisk } from './disk.ts';
import type { EnvHost } from './env/host.ts';
import { nodeGlobal } from './env/node-global.ts';
import type { Exposed, NodeDisk, Program } from './index.ts';
import { takeApart } from './handler-name.ts';
import { ContractError } from './solution.ts';
import { setRunning } from './running.ts';
import { callSite } from './stack.ts';

/** Far beyond any honest use between two events. Beyond it a loop waits for what cannot come. */
const MAX_CLOCK_READS = 100_000;
const MAX_TICKS = 100_000;

/** Unwinds the stack after `process.exit` or a failure that is already reported. */
export class Unwind extends Error {
  override readonly name = 'Unwind';
}

interface Counters {
  readonly timer: number;
  readonly call: number;
  readonly io: number;
  readonly draws: number;
  readonly random: RandomGenerator;
}

type IoDone = (result: unknown, failure: unknown) => void;

type Handler = (...args: unknown[]) => unknown;

/** Evaluates the adapter, and with it the subject, for a node: its globals come with it. */
export type Load = (global: object, host: EnvHost) => Program;

export class GuestNode implements EnvHost {
  readonly callSite = callSite;
  makers!: EnvHost['makers'];
  readonly #emit: Emit;
  readonly #load: Load;
  readonly #timers = new Map<number, () => void>();
  readonly #calls = new Map<number, (reply: unknown) => void>();
  readonly #io = new Map<number, IoDone>();
  #ticks: (() => void)[] = [];
  #exposed: Exposed = {};
  #now = 0;
  #replay = false;
  #hasFiles = false;
  #clockReads = 0;
  #ticksRun = 0;
  #lastTimer = 0;
  #lastCall = 0;
  #lastIo = 0;
  #random: RandomGenerator = xoroshiro128plus(0);
  #draws = 0;
  #overrides: { readonly [n: string]: number } | undefined;
  /** What `inspect()` uses up and a run without it must find as it was. */
  #aside: Counters | undefined;

  constructor(emit: Emit, load: Load) {
    this.#emit = (op, a, b, c, d) => {
      try {
        emit(op, a, b, c, d);
      } catch {
        // A full stack is all that emit ever throws, and that error is none of this realm's.
        throw new RangeError('Maximum call stack size exceeded');
      }
    };
    this.#load = load;
  }

  /** Virtual time in µs; it stands still during an event. */
  now(): number {
    return this.#now;
  }

  /** This is a replay: the place of each `log` is wanted. */
  get replay(): boolean {
    return this.#replay;
  }

  get hasFiles(): boolean {
    return this.#hasFiles;
  }

  deliver(now: number, op: EventOp, a: Field, b: Field, c: Field, d: Field): void {
    setRunning(this);
    this.#now = now;
    this.#clockReads = 0;
    this.#ticksRun = 0;
    if (this.#aside !== undefined) this.#endInspection(this.#aside);
    try {
      this.#dispatch(op, a, b, c, d);
    } catch (error) {
      this.fail('exception', error);
    }
    this.runTicks();
  }

  /** Runs what `process.nextTick` queued; false when there was nothing. */
  runTicks(): boolean {
    if (this.#ticks.length === 0) return false;
    while (this.#ticks.length > 0) {
      const ticks = this.#ticks;
      this.#ticks = [];
      for (const tick of ticks) {
        this.#ticksRun += 1;
        if (this.#ticksRun > MAX_TICKS) {
          this.report(
            'endless loop',
            `more than ${MAX_TICKS} process.nextTick callbacks in one event`,
          );
          this.#ticks = [];
          return false;
        }
        try {
          tick();
        } catch (error) {
          this.fail('exception', error);
        }
      }
    }
    return true;
  }

  #dispatch(op: EventOp, a: Field, b: Field, c: Field, d: Field): void {
    switch (op) {
      case 'timer':
        return this.#timer(a as number);
      case 'request':
        return this.#request(a as number, b as string, c as string, d as string);
      case 'reply':
        return this.#reply(a as number, b as string | undefined);
      case 'ioDone':
        return this.#ioDone(a as number, b as string | undefined, c as string | undefined);
      case 'invoke':
        return this.#invoke(a as number, b as string, c as string);
      case 'boot':
        return this.#boot(decode(a as string) as unknown as Boot);
      case 'inspect':
        return this.#inspect();
    }
  }

  #boot(boot: Boot): void {
    this.#random = xoroshiro128plus(boot.seed);
    this.#overrides = boot.overrides;
    this.#replay = boot.replay === true;
    this.#hasFiles = boot.files === true;
    const start = this.#load(nodeGlobal(this), this);
    this.#exposed = start({
      address: boot.address,
      incarnation: boot.incarnation,
      args: boot.args,
      disk: this.#disk(boot),
      call: (to, method, args) => this.#call(to, method, args),
      apply: (message) => this.#emit('apply', this.#encode(message, 'the applied message')),
    });
  }

  #disk({ state, snapshot }: Boot): NodeDisk {
    const disk = new GuestDisk(this.#emit, state, snapshot);
    return {
      read: () => disk.read(),
      save: (value, bytes) => this.#save(disk, value, bytes),
      stateSize: () => disk.stateSize(),
    };
  }

  #encode(value: unknown, name: string): string {
    try {
      return encode(value, name);
    } catch (error) {
      throw this.#reported(error);
    }
  }

  #save(disk: GuestDisk, state: unknown, snapshot: Uint8Array | undefined): void {
    try {
      disk.save(state, snapshot);
    } catch (error) {
      throw this.#reported(error);
    }
  }

  /** Reports a value that cannot be sent or saved at once: a `catch` of the node's must not hide it. */
  #reported(error: unknown): unknown {
    if (error instanceof NotPlain || error instanceof ContractError) this.fail('exception', error);
    return error;
  }

  #timer(id: number): void {
    const run = this.#timers.get(id);
    this.#timers.delete(id);
    run?.();
  }

  #request(id: number, from: string, name: string, args: string): void {
    const { service: serviceName, method } = takeApart(name);
    const service = this.#exposed.services?.[serviceName] as Record<string, Handler> | undefined;
    const handler = service?.[method];
    if (typeof handler !== 'function') {
      this.report('contract', `there is no RPC handler ${name}, which ${from} called`);
      return;
    }
    this.#settle(handler.call(service, decode(args), from), 'respond', id, `the reply to ${name}`);
  }

  #invoke(id: number, method: string, args: string): void {
    const run = this.#exposed.methods?.[method] as Handler | undefined;
    if (typeof run !== 'function') {
      this.report('contract', `there is no method ${method}`);
      return;
    }
    this.#settle(run(...(decode(args) as unknown[])), 'return', id, `what ${method}() returned`);
  }

  /** A plain result is an effect at once, a promise's in its first reaction. */
  #settle(result: unknown, op: 'respond' | 'return', id: number, what: string): void {
    if (isThenable(result)) {
      result.then(
        (value) => {
          try {
            this.#emit(op, id, this.#encode(value, what));
          } catch (error) {
            this.fail('exception', error);
          }
        },
        (error: unknown) => this.fail('exception', error),
      );
    } else {
      this.#emit(op, id, this.#encode(result, what));
    }
  }

  #call(to: string, method: string, args: unknown): Promise<unknown> {
    if (typeof to !== 'string' || typeof method !== 'string') {
      throw new TypeError(
        `call(to, method, args): ${String(to)}.${String(method)} is no address and method`,
      );
    }
    const text = this.#encode(args, `the arguments of ${method}`);
    const id = ++this.#lastCall;
    return new Promise((resolve) => {
      this.#calls.set(id, resolve);
      this.#emit('call', id, to, method, text);
    });
  }

  #reply(id: number, reply: string | undefined): void {
    const resolve = this.#calls.get(id);
    this.#calls.delete(id);
    resolve?.(reply === undefined ? undefined : decode(reply));
  }

  #ioDone(id: number, result: string | undefined, failure: string | undefined): void {
    const done = this.#io.get(id);
    this.#io.delete(id);
    done?.(decode(result ?? ''), failure === undefined ? undefined : decode(failure));
  }

  /** Shows the state. The world hears nothing else of it; what it uses up is given back. */
  #inspect(): void {
    this.#aside = {
      timer: this.#lastTimer,
      call: this.#lastCall,
      io: this.#lastIo,
      draws: this.#draws,
      random: this.#random.clone(),
    };
    let state: unknown;
    try {
      state = encode(this.#exposed.inspect?.(), 'what inspect() returned');
    } catch (error) {
      state = encode(`inspect() failed: ${String(error)}`);
    }
    if (state !== '') this.#emit('inspect', state as string);
  }

  #endInspection({ timer, call, io, draws, random }: Counters): void {
    this.#aside = undefined;
    this.#lastTimer = timer;
    this.#lastCall = call;
    this.#lastIo = io;
    this.#draws = draws;
    this.#random = random;
  }

  // What the environment (globals, `node:` modules) stands on.

  setTimer(delay: number, run: () => void): number {
    const id = ++this.#lastTimer;
    this.#timers.set(id, run);
    this.#emit('setTimer', id, delay);
    return id;
  }

  clearTimer(id: number): void {
    if (this.#aside === undefined && this.#timers.delete(id)) this.#emit('clearTimer', id);
  }

  /** Counts a look at the clock, which stands still until the event is over. */
  readClock(): void {
    if (++this.#clockReads <= MAX_CLOCK_READS) return;
    this.report(
      'endless loop',
      `the clock was read ${MAX_CLOCK_READS} times in one event: time passes only between events, ` +
        `so await a timer instead of polling`,
    );
    throw new Unwind('polling the clock');
  }

  /** The next word of the node's random stream: 32 bits, unsigned. */
  random(): number {
    this.#draws += 1;
    const word = this.#random.next() >>> 0;
    return this.#overrides?.[this.#draws] ?? word;
  }

  io(op: string, args: object, done: IoDone): void {
    const id = ++this.#lastIo;
    this.#io.set(id, done);
    this.#emit('io', id, op, this.#encode(args, `the arguments of ${op}`));
  }

  tick(callback: () => void): void {
    this.#ticks.push(callback);
  }

  log(level: string, text: string, where: string | undefined): void {
    this.#emit('log', level, text, where);
  }

  exit(code: number): never {
    this.#emit('exit', code, new Error('process.exit').stack);
    throw new Unwind(`process.exit(${code})`);
  }

  forbid(name: string, hint: string): never {
    const error = new Error(`${name} cannot be simulated: ${hint}`);
    this.#emit('fail', 'forbidden call', error.message, error.stack);
    throw error;
  }

  /** Reports what code of the node threw or rejected with. */
  fail(kind: FailKind, error: unknown): void {
    try {
      if (error instanceof Unwind) return;
      const isError = error instanceof Error;
      const message = isError ? `${error.name}: ${error.message}${hint(error)}` : describe(error);
      this.#emit('fail', kindOf(error, kind), message, isError ? String(error.stack) : undefined);
    } catch {
      // A getter that throws, a proxy that was revoked: what was thrown is code of the node's too.
      this.#emit('fail', kind, 'something was thrown that cannot even be looked at');
    }
  }

  /** Reports a failure of the node that no error stands for. */
  report(kind: FailKind, message: string): void {
    this.#emit('fail', kind, message, new Error(message).stack);
  }
}

/** V8's words for a change of something frozen don't say why it is. */
function hint(error: Error): string {
  return /read only property|not extensible/.test(error.message)
    ? ' (frozen are the elements of a saved list, so put a new one in the place of the old, and ' +
        "the language's own objects)"
    : '';
}

/** Errors that a lab throws on purpose are known by their names. */
function kindOf(error: unknown, otherwise: FailKind): FailKind {
  if (error instanceof NotPlain) return 'not plain data';
  if (!(error instanceof Error)) return otherwise;
  if (error.name === 'ContractError') return 'contract';
  return error.name === 'NotImplemented' ? 'not implemented' : otherwise;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

function describe(thrown: unknown): string {
  const what = typeof thrown === 'string' ? JSON.stringify(thrown) : String(thrown);
  return `${what} was thrown, which is no Error`;
}
