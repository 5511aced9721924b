/**
 * The world: a clock that jumps from event to event, the servers, and all that happens to them.
 *
 * One seed decides everything. The test is on the event queue too: what it asks of a server is an
 * event with an answer of its own, never a call into the server's code.
 */
import { encodeBoot, withField } from './boot.ts';
import { CAPS, type Caps, Rate } from './caps.ts';
import { Decisions, type Stream } from './decisions.ts';
import type { Disk } from './disk.ts';
import { drain, type Drain } from './drain.ts';
import { drive } from './driver.ts';
import { Effects } from './effects.ts';
import { Files } from './files/files.ts';
import { Invocations } from './invocations.ts';
import { Node, type Address } from './node.ts';
import { Observers, type Observer } from './observer.ts';
import {
  asFault,
  Inconclusive,
  type Outcome,
  outcomeOf,
  PASS,
  type Property,
  Violation,
} from './outcome.ts';
import type { BootOptions, Wire, WorldOptions } from './options.ts';
import { Pauses } from './pauses.ts';
import { encode, type Plain } from './plain.ts';
import { ask, type ProbeRequest, throwAway } from './probe.ts';
import * as stuck from './stuck.ts';
import { Ties } from './ties.ts';
import { KIND, Timeline, type WorldEvent } from './timeline.ts';
import { Timers } from './timers.ts';
import type { TraceKind, TraceRecord } from './trace.ts';
import type { Emit, EventOp, Field, NodeHost } from './waist.ts';

const THE_TEST = { address: '', incarnation: 0 };

export class World {
  readonly decisions: Decisions;
  readonly caps: Caps;
  readonly observers = new Observers();
  readonly #timeline = new Timeline();
  readonly hash = this.#timeline.hash;
  readonly hashPayloads: boolean;
  readonly replay: boolean;
  wire: Wire | undefined;

  readonly #options: WorldOptions;
  readonly #nodes = new Map<Address, Node>();
  readonly #effects: Effects;
  readonly invocations = new Invocations(this, this.#timeline);
  readonly timers = new Timers(this, this.#timeline);
  readonly files = new Files(this, this.#timeline);
  readonly #pauses = new Pauses();
  #tieDice: Stream | undefined;
  readonly #drain: Drain;
  #running: Node | undefined;
  #outcome: Outcome | undefined;
  readonly #deferred: (() => void | Promise<void>)[] = [];
  readonly #testRate = new Rate();

  constructor(options: WorldOptions) {
    this.#options = options;
    this.decisions = new Decisions(options.seed, options.overrides);
    this.caps = { ...CAPS, ...options.caps };
    this.hashPayloads = options.hashPayloads ?? true;
    this.replay = options.trace !== undefined;
    this.#drain = options.drain ?? drain;
    this.#effects = new Effects(this, options.describeSnapshot);
  }

  // What a case does.

  /** Resolves after that many µs. */
  sleep(us: number): Promise<void> {
    return new Promise((resolve) => void this.#schedule(us, KIND.test, undefined, resolve));
  }

  /** Watches the run from now on. */
  observe(observer: Observer): void {
    if (this.#options.hears?.(observer) !== false) this.observers.add(observer);
  }

  /** What is known of a server; one that never booted is down, with incarnation 0. */
  node(address: Address): Node {
    let node = this.#nodes.get(address);
    if (node === undefined) {
      node = new Node(address, this.#nodes.size + 1);
      this.#nodes.set(address, node);
    }
    return node;
  }

  /**
   * Starts a server with what is on its disk, as an event of its own.
   *
   * @param args plain data for the node's program
   * @param options its files, and whether it may end by itself
   * @throws Error when the server is up already
   */
  boot(address: Address, args: Plain, options: BootOptions = {}): Promise<void> {
    const node = this.node(address);
    if (node.state !== 'down') throw new Error(`boot(${address}): it is not down`);
    node.start(encode(args, `the arguments of ${address}`), options);
    const { incarnation } = node;
    return new Promise((resolve) => {
      this.#schedule(0, KIND.boot, node, () => {
        // The test hears of it in an event of its own, not in the middle of the node's.
        this.#schedule(0, KIND.answer, node, resolve);
        const wanted = node.state === 'booting' && node.incarnation === incarnation;
        return wanted ? this.#boot(node) : undefined;
      });
    });
  }

  /** Ends a server at once: nothing it has not yet done happens. What it saved stays. */
  crash(address: Address): void {
    const node = this.node(address);
    if (node.state === 'down') return;
    this.hash.int(-node.number);
    node.end();
    this.timers.clearAll(node);
    this.invocations.abandon(node);
    if (node.exitCode === undefined) this.record(node, 'crash', '');
    this.wire?.crashed(node);
    this.observers.ended(node, node.exitCode);
    this.resume(address);
  }

  /**
   * Arms a crash between two effects: that many more saves, calls, responses, returns, applies, exits,
   * operations on files and changes that these make happen, each block of a write for itself; then
   * the server is gone, in the middle of whatever it does.
   */
  crashAfterEffects(address: Address, effects: number): void {
    this.node(address).fuse = effects;
  }

  /**
   * Stops a server that is up, as SIGSTOP does: nothing happens at it until {@link resume}, or until
   * it crashes. Its timers, its messages and what the test asks of it wait; its clock goes on.
   */
  pause(address: Address): void {
    const node = this.node(address);
    if (node.state !== 'down') this.#pauses.pause(node);
  }

  /** Lets a paused server go on: all that it has missed happens now, in order. */
  resume(address: Address): void {
    for (const event of this.#pauses.resume(this.node(address))) this.#timeline.again(event);
  }

  /**
   * How fast a server's clock goes from now on: `Date`, `performance` and its timers.
   *
   * @param rate its seconds in one of the world's, 0.1 to 10; 1 is exact
   */
  setClockRate(address: Address, rate: number): void {
    this.timers.setRate(this.node(address), rate);
  }

  /**
   * Which of several events within ε of each other comes first is drawn from now on.
   *
   * @param epsilon whole µs; 0: the one of the earlier time, then the one scheduled first
   */
  permuteTies(epsilon: number): void {
    this.#tieDice ??= this.decisions.stream('ties');
    this.#timeline.ties = epsilon === 0 ? undefined : new Ties(epsilon, this.#tieDice);
  }

  /** Asks a server for a method of its program; `undefined` when it is down or dies before. */
  invoke(address: Address, method: string, args: readonly Plain[]): Promise<Plain> {
    return this.invocations.invoke(this.node(address), method, args);
  }

  /** Runs after the running event has come to rest, and before the next one. */
  defer(task: () => void | Promise<void>): void {
    this.#deferred.push(task);
  }

  /**
   * Asks a server what it would answer if it had crashed and come back with that disk. A
   * throw-away node answers; nothing of it reaches the world. Only between events: see `defer`.
   *
   * @param requests one after another, all to the same node
   * @returns the replies; `undefined` where it does not answer at once
   */
  probe(
    address: Address,
    disk: Disk,
    requests: readonly ProbeRequest[],
  ): Plain[] | Promise<Plain[]> {
    const probe = throwAway(this.node(address), disk);
    this.#running = probe;
    const host = (emit: Emit): NodeHost => this.#options.transport(`probe of ${address}`, emit);
    const now = this.node(address).clock.local(this.now);
    return ask(probe, host, this.decisions, now, requests);
  }

  /** Runs a test to its end, and says how it ended. Throws nothing but `Starved`. */
  async run(test: () => Promise<void>): Promise<Outcome> {
    this.#schedule(0, KIND.test, undefined, () => {
      (async () => test().then(() => this.end(PASS)))().catch((e: unknown) =>
        this.end(outcomeOf(e)),
      );
    });
    const { watchdogMs = 5000, patience, goesOn } = this.#options;
    const driven = {
      step: () => this.#step(),
      stuck: (ms: number) => this.#stuck(ms),
      rejected: (reason: unknown) => this.#rejected(reason),
      goesOn,
    };
    await drive(driven, watchdogMs, patience).catch((e: unknown) => this.end(outcomeOf(e)));
    for (const node of this.#nodes.values()) node.host?.end();
    return this.#outcome ?? outcomeOf(new Error('the driver stopped without an outcome'));
  }

  /** Ends the run with a broken rule, from now on nothing happens any more. */
  fail(
    property: Property,
    explanation: string,
    cites: readonly number[] = [this.eventNumber],
  ): void {
    this.end(outcomeOf(new Violation(property, explanation, cites)));
  }

  /** The first outcome counts. */
  end(outcome: Outcome): void {
    this.#outcome ??= outcome;
  }

  get over(): boolean {
    return this.#outcome !== undefined;
  }

  /** Virtual time, µs. */
  get now(): number {
    return this.#timeline.now;
  }

  /** Number of the event that is being processed, from 1. */
  get eventNumber(): number {
    return this.#timeline.eventNumber;
  }

  /** One mark an event so far. */
  get marks(): Int32Array {
    return this.#timeline.marks;
  }

  // What the wire and the effects stand on.

  /** Something reaches a node, `delay` µs from now: for the wire. */
  arrival(delay: number, node: Node, run: () => void | Promise<void>): void {
    this.#schedule(delay, KIND.wire, node, run);
  }

  /** Delivers an event to a node that is up, inside of the running event of the world. */
  deliver(
    node: Node,
    op: EventOp,
    a?: Field,
    b?: Field,
    c?: Field,
    d?: Field,
  ): void | Promise<void> {
    if (node.host === undefined) return undefined;
    this.#running = node;
    node.effects = 0;
    node.applies = 0;
    node.overflowed = false;
    if (op === 'reply') node.calls.delete(a as number);
    const { eventsPerWindow } = this.caps;
    if (op !== 'invoke' && !node.rate.admits(this.now, eventsPerWindow)) {
      return this.#find(stuck.tooManyEvents(node, eventsPerWindow));
    }
    const done = node.host.deliver(node.clock.local(this.now), op, a, b, c, d);
    return done === undefined ? this.#delivered(node) : done.then(() => this.#delivered(node));
  }

  /** Mixes a payload into the hash. */
  payload(text: string | undefined): void {
    if (this.hashPayloads) this.hash.text(text);
  }

  /** Leaves what the running event did out of the hash: how far it came depends on the machine. */
  forget(): void {
    this.#timeline.forget();
  }

  /** Writes to the trace what the test does: 'cut off S2'. */
  note(text: string): void {
    this.record(THE_TEST, 'test', text);
  }

  /** Writes to the trace what happens at a node. */
  record(node: typeof THE_TEST, kind: TraceKind, text: string, more?: Partial<TraceRecord>): void {
    this.#options.trace?.({
      event: this.eventNumber,
      time: this.now,
      node: node.address,
      incarnation: node.incarnation,
      kind,
      text,
      ...more,
    });
  }

  // How it runs.

  #schedule(
    delay: number,
    kind: number,
    node: Node | undefined,
    run: WorldEvent['run'],
  ): WorldEvent {
    return this.#timeline.schedule(delay, kind, node?.number ?? 0, run);
  }

  #step(): boolean | Promise<boolean> {
    if (this.over) return false;
    // Each from a native callback and under the watchdog, as an event is.
    const run = this.#deferred.length === 0 ? this.#next() : this.#deferred.shift();
    if (run === undefined) return false;
    let done: void | Promise<void> = undefined;
    try {
      done = run();
      if (done === undefined && this.#running === undefined) done = this.#drain();
    } catch (error) {
      this.end(outcomeOf(asFault('the world', error)));
    }
    return done === undefined ? this.#stepped() : done.then(() => this.#stepped());
  }

  /** Begins the next event; `undefined` when that is the end of the run. */
  #next(): WorldEvent['run'] | undefined {
    let event = this.#timeline.next();
    while (event !== undefined && this.#pauses.keeps(event)) event = this.#timeline.next();
    if (event === undefined || event.time > this.#options.limit) {
      const limit = event && this.#options.limit;
      return this.#find(stuck.endless(limit, this.#nodes.values(), this.invocations.open));
    }
    this.#timeline.begin(event);
    if (event.kind === KIND.test && !this.#testRate.admits(this.now, this.caps.wakesPerWindow)) {
      this.end(outcomeOf(new Inconclusive(stuck.ENDLESS_TEST)));
    }
    return event.run;
  }

  #stepped(): boolean {
    if (this.over || this.#deferred.length === 0) {
      this.#running = undefined;
      this.#timeline.end();
    }
    return !this.over;
  }

  #boot(node: Node): void | Promise<void> {
    const text = encodeBoot(node, this.decisions);
    node.state = 'up';
    node.cut = false;
    node.host = this.#options.transport(node.address, this.#effects.of(node));
    this.payload(text);
    this.record(node, 'boot', node.disk.saves === 0 ? 'empty disk' : 'from its disk');
    this.observers.hooks.booted?.(node);
    // Whether it is watched is no part of the trace.
    return this.deliver(node, 'boot', withField(text, 'replay', String(this.replay)));
  }

  #delivered(node: Node): void | Promise<void> {
    if (node.cut) this.crash(node.address);
    else if (node.overflowed && !this.over) this.#find(stuck.overflow(node));
    if (!this.replay || node.host === undefined || this.over) return undefined;
    node.inspecting = true;
    const done = node.host.deliver(node.clock.local(this.now), 'inspect');
    const inspected = (): void => void (node.inspecting = false);
    return done === undefined ? inspected() : done.then(inspected);
  }

  #stuck(afterMs: number): void {
    this.forget();
    if (this.#running === undefined) this.end(outcomeOf(new Inconclusive(stuck.SLOW_TEST)));
    else this.#find(stuck.restless(this.#running, this.eventNumber, this.now, afterMs));
  }

  #find([property, explanation]: stuck.Finding): undefined {
    this.fail(property, explanation);
  }

  #rejected(reason: unknown): void {
    const node = this.#running;
    if (node?.host?.rejected) node.host.rejected(reason);
    // A node that has crashed in this very event has done nothing behind that.
    else if (node === undefined || node.up) this.end(outcomeOf(reason));
  }
}
