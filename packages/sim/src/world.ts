/**
 * The world: a clock that jumps from event to event, the servers, and all that happens to them.
 *
 * One seed decides everything. The test is on the event queue too: what it asks of a server is an
 * event with an answer of its own, never a call into the server's code.
 */
import { CAPS, type Caps, WINDOW } from './caps.ts';
import { Decisions, type Overrides } from './decisions.ts';
import { drain, type Drain } from './drain.ts';
import { drive } from './driver.ts';
import { Effects } from './effects.ts';
import { TraceHash } from './hash.ts';
import { Node, type Address, type NodeInfo } from './node.ts';
import { Observers, type Observer } from './observer.ts';
import { type Outcome, outcomeOf, type Property, Violation } from './outcome.ts';
import { encode, type Plain } from './plain.ts';
import { EventQueue } from './queue.ts';
import type { TraceKind, TraceRecord, TraceSink } from './trace.ts';
import type { Emit, EventOp, Field, NodeHost } from './waist.ts';

/** The network between the nodes: labrpc's, or a test's. */
export interface Wire {
  /** A node calls; the wire says later, through `world.deliver`, what becomes of it. */
  call(from: Node, callId: number, to: Address, method: string, args: string): void;
  /** A node answers a request that the wire delivered. */
  respond(node: Node, requestId: number, reply: string): void;
  /** A node has crashed: nothing of it is delivered to it any more. */
  crashed(node: Node): void;
}

/** Makes the host of a node's incarnation: a realm of this process, or a process behind a pipe. */
export type Transport = (address: Address, emit: Emit) => NodeHost;

export interface WorldOptions {
  readonly seed: number;
  readonly transport: Transport;
  readonly overrides?: Overrides;
  /** µs after which a run that has not ended fails. */
  readonly limit: number;
  readonly caps?: Partial<Caps>;
  /** Payloads go into the trace hash as far as they are delivered or saved. Default: true. */
  readonly hashPayloads?: boolean;
  readonly trace?: TraceSink;
  /** Wall-clock ms that 2000 events may take; 0: any. Default: 5000. */
  readonly watchdogMs?: number;
  readonly drain?: Drain;
}

/** Something on the queue. */
interface WorldEvent {
  readonly time: number;
  readonly sequence: number;
  cancelled: boolean;
  /** What goes into the hash beside the time: the kind and the node. */
  readonly kind: number;
  readonly node: number;
  readonly run: () => void | Promise<void>;
}

/** Kinds of events, for the trace hash. */
const KIND = { test: 1, boot: 2, invoke: 3, answer: 4, wire: 5, timer: 6 } as const;

export class World {
  readonly decisions: Decisions;
  readonly caps: Caps;
  readonly observers = new Observers();
  readonly hash = new TraceHash();
  readonly hashPayloads: boolean;
  readonly replay: boolean;
  /** Virtual time, µs. */
  now = 0;
  /** Number of the event that is being processed, from 1. */
  eventNumber = 0;
  wire: Wire | undefined;

  readonly #options: WorldOptions;
  readonly #queue = new EventQueue<WorldEvent>();
  readonly #nodes = new Map<Address, Node>();
  readonly #effects: Effects;
  readonly #drain: Drain;
  #sequence = 0;
  #lastInvocation = 0;
  #running: Node | undefined;
  #outcome: Outcome | undefined;
  #marks = new Int32Array(4096);

  constructor(options: WorldOptions) {
    this.#options = options;
    this.decisions = new Decisions(options.seed, options.overrides);
    this.caps = { ...CAPS, ...options.caps };
    this.hashPayloads = options.hashPayloads ?? true;
    this.replay = options.trace !== undefined;
    this.#drain = options.drain ?? drain;
    this.#effects = new Effects(this);
  }

  // What a case does.

  /** Resolves after that many µs. */
  sleep(us: number): Promise<void> {
    return new Promise((resolve) => void this.schedule(us, resolve, KIND.test));
  }

  /** Watches the run from now on. */
  observe(observer: Observer): void {
    this.observers.add(observer);
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
   * @throws Error when the server is up already
   */
  boot(address: Address, args: Plain): Promise<void> {
    const node = this.node(address);
    if (node.state !== 'down') throw new Error(`boot(${address}): it is up already; crash it first`);
    node.state = 'booting';
    node.incarnation += 1;
    const incarnation = node.incarnation;
    const argsText = encode(args, `the arguments of ${address}`);
    return new Promise((resolve) => {
      this.schedule(0, () => {
        resolve();
        const wanted = node.state === 'booting' && node.incarnation === incarnation;
        return wanted ? this.#boot(node, argsText) : undefined;
      }, KIND.boot, node);
    });
  }

  /** Ends a server at once: nothing it has not yet done happens. What it saved stays. */
  crash(address: Address): void {
    const node = this.node(address);
    if (node.state === 'down') return;
    node.state = 'down';
    node.fuse = -1;
    this.hash.int(-node.number);
    node.host?.end();
    node.host = undefined;
    for (const timer of node.timers.values()) timer.cancelled = true;
    node.timers.clear();
    for (const { resolve } of node.invocations.values()) this.#answer(node, resolve, undefined);
    node.invocations.clear();
    this.record(node, 'crash', '');
    this.wire?.crashed(node);
    for (const hook of this.observers.hooks.crashed) hook(node);
  }

  /**
   * Arms a crash between two effects: that many more saves, calls, responses, returns, applies and
   * exits happen, then the server is gone, in the middle of whatever it does.
   */
  crashAfterEffects(address: Address, effects: number): void {
    this.node(address).fuse = effects;
  }

  /** Asks a server for a method of its program; `undefined` when it is down or dies before. */
  invoke(address: Address, method: string, args: readonly Plain[]): Promise<Plain> {
    const node = this.node(address);
    const argsText = encode(args, `the arguments of ${method}`);
    return new Promise((resolve) => {
      this.schedule(0, () => {
        if (!node.up) return resolve(undefined);
        const id = ++this.#lastInvocation;
        node.invocations.set(id, { method, args, since: this.now, resolve });
        for (const hook of this.observers.hooks.invoked) hook(node, method, args);
        this.payload(argsText);
        this.record(node, 'invoke', `${method}(${argsText.slice(1, -1)})`);
        return this.deliver(node, 'invoke', id, method, argsText);
      }, KIND.invoke, node);
    });
  }

  /** Runs a test to its end, and says how it ended. Never throws. */
  async run(test: () => Promise<void>): Promise<Outcome> {
    this.schedule(0, () => {
      test().then(
        () => this.end(outcomeOf()),
        (error: unknown) => this.end(outcomeOf(error)),
      );
    }, KIND.test);
    await drive(
      {
        step: () => this.#step(),
        stuck: (ms) => this.#stuck(ms),
        rejected: (reason) => this.#rejected(reason),
      },
      this.#options.watchdogMs ?? 5000,
    );
    for (const node of this.#nodes.values()) node.host?.end();
    return this.#outcome ?? outcomeOf(new Error('the driver stopped without an outcome'));
  }

  /** Ends the run with a broken rule, from now on nothing happens any more. */
  fail(property: Property, explanation: string, cites: readonly number[] = [this.eventNumber]): void {
    this.end(outcomeOf(new Violation(property, explanation, cites)));
  }

  /** The first outcome counts. */
  end(outcome: Outcome): void {
    this.#outcome ??= outcome;
  }

  get over(): boolean {
    return this.#outcome !== undefined;
  }

  /** One mark an event so far. */
  get marks(): Int32Array {
    return this.#marks.slice(0, this.eventNumber);
  }

  // What the wire and the effects stand on.

  /** Puts something on the queue, `delay` µs from now. */
  schedule(
    delay: number,
    run: () => void | Promise<void>,
    kind: number = KIND.wire,
    node?: Node,
  ): { cancelled: boolean } {
    const time = this.now + delay;
    const sequence = ++this.#sequence;
    const event = { time, sequence, cancelled: false, kind, node: node?.number ?? 0, run };
    this.#queue.push(event);
    return event;
  }

  /** Delivers an event to a node that is up, inside of the running event of the world. */
  deliver(node: Node, op: EventOp, a?: Field, b?: Field, c?: Field, d?: Field): void | Promise<void> {
    if (node.host === undefined) return undefined;
    this.#running = node;
    node.effects = 0;
    if (!this.#withinWindow(node)) return undefined;
    const done = node.host.deliver(this.now, op, a, b, c, d);
    return done === undefined ? this.#delivered(node) : done.then(() => this.#delivered(node));
  }

  /** Fires once, `delay` µs from now, unless it is cleared or the incarnation ends before. */
  setTimer(node: Node, id: number, delay: number): void {
    const event = this.schedule(delay, () => {
      node.timers.delete(id);
      this.hash.int(id);
      this.record(node, 'timer', `#${id}`);
      return this.deliver(node, 'timer', id);
    }, KIND.timer, node);
    node.timers.set(id, event as WorldEvent);
  }

  /** The value of an invocation goes to the test, as an event of its own. */
  #answer(node: Node, resolve: (value: Plain) => void, value: Plain): void {
    this.schedule(0, () => resolve(value), KIND.answer, node);
  }

  returned(node: Node, id: number, value: Plain): void {
    const invocation = node.invocations.get(id);
    if (invocation === undefined) return;
    node.invocations.delete(id);
    const { method, args } = invocation;
    for (const hook of this.observers.hooks.returned) hook(node, method, args, value);
    this.#answer(node, invocation.resolve, value);
  }

  /** Mixes a payload into the hash. */
  payload(text: string | undefined): void {
    if (this.hashPayloads) this.hash.text(text);
  }

  /** Writes to the trace what the test does: 'cut off S2'. */
  note(text: string): void {
    this.#options.trace?.({
      event: this.eventNumber,
      time: this.now,
      node: '',
      incarnation: 0,
      kind: 'test',
      text,
    });
  }

  /** Writes to the trace what happens at a node. */
  record(node: NodeInfo, kind: TraceKind, text: string, more?: Partial<TraceRecord>): void {
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

  /** What is still awaited, for the explanation of a run that got stuck. */
  awaited(): string {
    const lines: string[] = [];
    for (const node of this.#nodes.values()) {
      for (const { method, since } of node.invocations.values()) {
        lines.push(`${node.address} has not returned from ${method}(), called at ${ms(since)}`);
      }
      if (node.up && node.timers.size > 0) lines.push(`${node.address} has ${node.timers.size} timers set`);
      if (!node.up && node.incarnation > 0) lines.push(`${node.address} is down`);
    }
    return lines.join('\n');
  }

  // How it runs.

  #step(): boolean | Promise<boolean> {
    if (this.over) return false;
    const event = this.#queue.pop();
    if (event === undefined) return this.#deadlock();
    if (event.cancelled) return true;
    if (event.time > this.#options.limit) return this.#limit();
    this.now = event.time;
    this.eventNumber += 1;
    this.hash.int(event.time);
    this.hash.int(event.kind * 256 + event.node);
    let done: void | Promise<void> = undefined;
    try {
      done = event.run();
      if (done === undefined && this.#running === undefined) done = this.#drain();
    } catch (error) {
      this.end(outcomeOf(error));
    }
    return done === undefined ? this.#stepped() : done.then(() => this.#stepped());
  }

  #stepped(): boolean {
    this.#running = undefined;
    if (this.eventNumber > this.#marks.length) {
      const longer = new Int32Array(this.#marks.length * 4);
      longer.set(this.#marks);
      this.#marks = longer;
    }
    this.#marks[this.eventNumber - 1] = this.hash.mark;
    return !this.over;
  }

  #boot(node: Node, argsText: string): void | Promise<void> {
    const seed = this.decisions.word(`${node.address}/${node.incarnation} random`);
    node.disk = node.disk.copy();
    const { state, snapshot } = node.disk;
    const boot = {
      address: node.address,
      incarnation: node.incarnation,
      seed,
      replay: this.replay,
      ...(state === undefined ? {} : { state }),
      ...(snapshot === undefined ? {} : { snapshot }),
    };
    const text = encode(boot);
    const whole = argsText === '' ? text : `${text.slice(0, -1)},"args":${argsText}}`;
    node.state = 'up';
    node.cut = false;
    node.host = this.#options.transport(node.address, this.#effects.of(node));
    this.payload(whole);
    this.record(node, 'boot', state === undefined ? 'empty disk' : 'from its disk');
    for (const hook of this.observers.hooks.booted) hook(node);
    return this.deliver(node, 'boot', whole);
  }

  #delivered(node: Node): void | Promise<void> {
    if (node.cut) this.crash(node.address);
    if (!this.replay || node.host === undefined || this.over) return undefined;
    node.inspecting = true;
    const done = node.host.deliver(this.now, 'inspect');
    const inspected = (): void => void (node.inspecting = false);
    return done === undefined ? inspected() : done.then(inspected);
  }

  #withinWindow(node: Node): boolean {
    const window = Math.floor(this.now / WINDOW);
    if (window !== node.window) {
      node.window = window;
      node.eventsInWindow = 0;
    }
    node.eventsInWindow += 1;
    if (node.eventsInWindow <= this.caps.eventsPerWindow) return true;
    const what =
      `${node.address} had ${this.caps.eventsPerWindow} events within ${ms(WINDOW)} of virtual time: ` +
      `a loop that waits by setImmediate, a timer of zero, or an RPC answered by an RPC`;
    this.fail({ name: 'Endless loop', section: '' }, what);
    return false;
  }

  #deadlock(): boolean {
    this.fail(
      { name: 'Deadlock', section: '' },
      `Nothing will ever happen again: no timer is set, no message is on its way.\n${this.awaited()}`,
    );
    return false;
  }

  #limit(): boolean {
    this.fail(
      { name: 'Virtual time limit', section: '' },
      `The test has not ended after ${ms(this.#options.limit)} of virtual time.\n${this.awaited()}`,
    );
    return false;
  }

  #stuck(afterMs: number): void {
    const who = this.#running?.address ?? 'the test';
    this.fail(
      { name: 'Endless loop', section: '' },
      `${who} did not come to rest: event ${this.eventNumber} at ${ms(this.now)} was still running ` +
        `after ${afterMs} ms of real time. A loop without an await on a timer or an RPC never lets ` +
        `anything else happen.`,
    );
  }

  #rejected(reason: unknown): void {
    if (this.#running?.host?.rejected) this.#running.host.rejected(reason);
    else this.end(outcomeOf(reason));
  }
}

function ms(us: number): string {
  return `${(us / 1000).toFixed(us % 1000 === 0 ? 0 : 3)} ms`;
}
