/** `Event`, `CustomEvent` and `EventTarget` (DOM Standard), without a tree to bubble through. */
import { DOMException } from './dom-exception.ts';
import { invalidType } from './errors.ts';
import { inspectable } from './inspectable.ts';

interface EventInit {
  bubbles?: boolean;
  cancelable?: boolean;
  composed?: boolean;
}

/** What an event goes through; kept from the code that handles it. */
interface Flight {
  target: EventTarget | null;
  dispatching: boolean;
  canceled: boolean;
  stopped: boolean;
  passive: boolean;
}
let flightOf: (event: Event) => Flight;

export class Event {
  static readonly NONE = 0;
  static readonly CAPTURING_PHASE = 1;
  static readonly AT_TARGET = 2;
  static readonly BUBBLING_PHASE = 3;
  static {
    flightOf = (event) => event.#flight;
  }

  readonly #type: string;
  readonly #init: EventInit;
  readonly #timeStamp = performance.now();
  #propagates = true;
  readonly #flight: Flight = {
    target: null,
    dispatching: false,
    canceled: false,
    stopped: false,
    passive: false,
  };

  constructor(type: string, init?: EventInit | null) {
    if (arguments.length === 0) throw new TypeError('The "type" argument must be specified');
    this.#type = String(type);
    this.#init = init ?? {};
  }

  get type(): string {
    return this.#type;
  }
  get target(): EventTarget | null {
    return this.#flight.target;
  }
  get srcElement(): EventTarget | null {
    return this.target;
  }
  get currentTarget(): EventTarget | null {
    return this.#flight.dispatching ? this.target : null;
  }
  get eventPhase(): number {
    return this.#flight.dispatching ? Event.AT_TARGET : Event.NONE;
  }
  get bubbles(): boolean {
    return Boolean(this.#init.bubbles);
  }
  get cancelable(): boolean {
    return Boolean(this.#init.cancelable);
  }
  get composed(): boolean {
    return Boolean(this.#init.composed);
  }
  get defaultPrevented(): boolean {
    return this.cancelable && this.#flight.canceled;
  }
  get returnValue(): boolean {
    return !this.defaultPrevented;
  }
  get cancelBubble(): boolean {
    return !this.#propagates;
  }
  set cancelBubble(value: boolean) {
    if (value) this.#propagates = false;
  }
  get isTrusted(): boolean {
    return false;
  }
  /** Virtual ms since the world began. */
  get timeStamp(): number {
    return this.#timeStamp;
  }

  composedPath(): EventTarget[] {
    const { currentTarget } = this;
    return currentTarget ? [currentTarget] : [];
  }
  preventDefault(): void {
    if (!this.#flight.passive) this.#flight.canceled = true;
  }
  stopPropagation(): void {
    this.#propagates = false;
  }
  stopImmediatePropagation(): void {
    this.#propagates = false;
    this.#flight.stopped = true;
  }

  get [Symbol.toStringTag](): string {
    return 'Event';
  }
}
inspectable(Event, (event) => {
  const { type, defaultPrevented, cancelable, timeStamp } = event as Event;
  return { type, defaultPrevented, cancelable, timeStamp };
});

export class CustomEvent extends Event {
  readonly #detail: unknown;

  constructor(type: string, init?: (EventInit & { detail?: unknown }) | null) {
    super(type, init);
    this.#detail = init?.detail ?? null;
  }

  get detail(): unknown {
    return this.#detail;
  }

  override get [Symbol.toStringTag](): string {
    return 'CustomEvent';
  }
}

type Handler = ((event: Event) => unknown) | { handleEvent(event: Event): unknown };

interface ListenerOptions {
  capture?: boolean;
  once?: boolean;
  passive?: boolean;
  signal?: EventTarget & { readonly aborted: boolean };
}

interface Listener extends ListenerOptions {
  readonly handler: Handler;
}

export class EventTarget {
  readonly #listeners = new Map<string, Listener[]>();

  addEventListener(
    type: string,
    handler: Handler | null,
    options?: ListenerOptions | boolean,
  ): void {
    if (handler === null || handler === undefined) return;
    if (typeof handler !== 'function' && typeof handler !== 'object') {
      throw invalidType('listener', 'an instance of EventListener', handler);
    }
    const chosen = optionsOf(options);
    if (chosen.signal?.aborted) return;
    const listeners = this.#listeners.get(String(type)) ?? [];
    const capture = Boolean(chosen.capture);
    if (listeners.some((other) => other.handler === handler && other.capture === capture)) return;
    // A new list each time: one that is being walked stays as it was.
    this.#listeners.set(String(type), [...listeners, { ...chosen, capture, handler }]);
    chosen.signal?.addEventListener(
      'abort',
      () => this.removeEventListener(type, handler, { capture }),
      { once: true },
    );
  }

  removeEventListener(
    type: string,
    handler: Handler | null,
    options?: ListenerOptions | boolean,
  ): void {
    const capture = Boolean(optionsOf(options).capture);
    const listeners = this.#listeners.get(String(type)) ?? [];
    this.#listeners.set(
      String(type),
      listeners.filter((other) => other.handler !== handler || other.capture !== capture),
    );
  }

  /** @returns false when the event is cancelable and a listener prevented its default */
  dispatchEvent(event: Event): boolean {
    if (!(event instanceof Event)) throw invalidType('event', 'an instance of Event', event);
    const flight = flightOf(event);
    if (flight.dispatching) {
      throw new DOMException('The event is already being dispatched', 'InvalidStateError');
    }
    Object.assign(flight, { target: this, dispatching: true });
    for (const listener of this.#listeners.get(event.type) ?? []) {
      if (flight.stopped) break;
      if (this.#listeners.get(event.type)?.includes(listener)) this.#call(listener, event, flight);
    }
    Object.assign(flight, { dispatching: false, stopped: false });
    return !event.defaultPrevented;
  }

  #call(listener: Listener, event: Event, flight: Flight): void {
    const { handler } = listener;
    if (listener.once) this.removeEventListener(event.type, handler, listener);
    flight.passive = Boolean(listener.passive);
    try {
      if (typeof handler === 'function') handler.call(this, event);
      else handler.handleEvent(event);
    } catch (error) {
      // The other listeners are called all the same.
      process.nextTick(() => {
        throw error;
      });
    }
    flight.passive = false;
  }

  get [Symbol.toStringTag](): string {
    return 'EventTarget';
  }
}

function optionsOf(options: ListenerOptions | boolean | undefined): ListenerOptions {
  return typeof options === 'boolean' ? { capture: options } : (options ?? {});
}
