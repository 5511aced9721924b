/** `AbortController` and `AbortSignal` (DOM Standard), on virtual timers. */
import { DOMException } from './dom-exception.ts';
import { coded, outOfRange } from './errors.ts';
import { Event, EventTarget } from './event-target.ts';
import { inspectable } from './inspectable.ts';

let makeSignal: () => AbortSignal;
let abortSignal: (signal: AbortSignal, reason: unknown) => void;
/** Only this module may make a signal. */
const KEY = Symbol('AbortSignal');

export class AbortSignal extends EventTarget {
  static {
    makeSignal = () => new AbortSignal(KEY);
    abortSignal = (signal, reason) => signal.#abort(reason);
  }

  #aborted = false;
  #reason: unknown;
  #onabort: ((event: Event) => unknown) | null = null;
  /** Signals that abort when this one does. */
  readonly #dependents: AbortSignal[] = [];

  constructor(key?: symbol) {
    if (key !== KEY) throw coded(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    super();
  }

  static abort(reason: unknown = abortError()): AbortSignal {
    const signal = makeSignal();
    signal.#abort(reason);
    return signal;
  }

  /** A signal that aborts after `ms` of virtual time. */
  static timeout(ms: number): AbortSignal {
    if (!(ms >= 0 && ms <= Number.MAX_SAFE_INTEGER)) {
      throw outOfRange('delay', `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, ms);
    }
    const signal = makeSignal();
    setTimeout(() => {
      const message = 'The operation was aborted due to timeout';
      signal.#abort(new DOMException(message, 'TimeoutError'));
    }, ms);
    return signal;
  }

  /** A signal that aborts as soon as one of these does. */
  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const result = makeSignal();
    const sources = [...signals];
    const aborted = sources.find((signal) => signal.aborted);
    if (aborted) result.#abort(aborted.reason);
    else for (const source of sources) source.#dependents.push(result);
    return result;
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  get onabort(): ((event: Event) => unknown) | null {
    return this.#onabort;
  }

  set onabort(handler: unknown) {
    if (this.#onabort) this.removeEventListener('abort', this.#onabort);
    this.#onabort = typeof handler === 'function' ? (handler as (event: Event) => unknown) : null;
    if (this.#onabort) this.addEventListener('abort', this.#onabort);
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  #abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.dispatchEvent(new Event('abort'));
    for (const dependent of this.#dependents) dependent.#abort(reason);
  }

  override get [Symbol.toStringTag](): string {
    return 'AbortSignal';
  }
}
inspectable(AbortSignal, ({ aborted }) => ({ aborted }));

export class AbortController {
  readonly #signal = makeSignal();

  get signal(): AbortSignal {
    return this.#signal;
  }

  abort(reason: unknown = abortError()): void {
    abortSignal(this.#signal, reason);
  }

  get [Symbol.toStringTag](): string {
    return 'AbortController';
  }
}
inspectable(AbortController, ({ signal }) => ({ signal }));

function abortError(): DOMException {
  return new DOMException('This operation was aborted', 'AbortError');
}
