/** `node:timers/promises`: the timers as promises, each of which a signal can abort. */
import { invalidType } from '../errors.ts';

interface Options {
  readonly ref?: boolean;
  readonly signal?: AbortSignal;
}

/** Resolves to `value` after `ms` of virtual time. */
export function setTimeout<T>(ms?: number, value?: T, options?: Options): Promise<T | undefined> {
  return abortable(options, (resolve) => {
    const timer = globalThis.setTimeout(resolve, ms, value);
    return () => clearTimeout(timer);
  });
}

/** Resolves to `value` as soon as everything else that is due has been done. */
export function setImmediate<T>(value?: T, options?: Options): Promise<T | undefined> {
  return abortable(options, (resolve) => {
    const immediate = globalThis.setImmediate(resolve, value);
    return () => clearImmediate(immediate);
  });
}

/** Yields `value` every `ms`; ticks that the reader is late for are not lost. */
export async function* setInterval<T>(
  ms?: number,
  value?: T,
  options?: Options,
): AsyncGenerator<T | undefined> {
  const signal = signalOf(options);
  if (signal?.aborted) throw abortError(signal);
  let ticks = 0;
  let wake = (): void => {};
  const timer = globalThis.setInterval(() => {
    ticks += 1;
    wake();
  }, ms);
  const stop = (): void => {
    clearInterval(timer);
    wake();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    while (!signal?.aborted) {
      if (ticks === 0) await new Promise<void>((resolve) => (wake = resolve));
      for (; ticks > 0; ticks--) yield value;
    }
    throw abortError(signal);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** The Scheduling API's draft: `wait` is `setTimeout`, `yield` is `setImmediate`. */
export const scheduler = {
  wait: (ms: number, options?: Options): Promise<void> =>
    setTimeout(ms, undefined, options) as Promise<void>,
  yield: (): Promise<void> => setImmediate() as Promise<void>,
};

export default { setTimeout, setImmediate, setInterval, scheduler };

/** A promise that `start` will resolve and that rejects, after undoing `start`, on the signal. */
async function abortable<T>(
  options: Options | undefined,
  start: (resolve: (value: T | undefined) => void) => () => void,
): Promise<T | undefined> {
  const signal = signalOf(options);
  if (signal?.aborted) throw abortError(signal);
  return new Promise((resolve, reject) => {
    const cancel = start((value) => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    });
    function abort(): void {
      cancel();
      reject(abortError(signal));
    }
    signal?.addEventListener('abort', abort, { once: true });
  });
}

function signalOf(options: Options | undefined): AbortSignal | undefined {
  const signal = options?.signal;
  if (signal !== undefined && typeof signal?.aborted !== 'boolean') {
    throw invalidType('options.signal', 'an instance of AbortSignal', signal);
  }
  return signal;
}

/** The error that Node's own functions reject with; the signal's reason is its cause. */
export function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  error.name = 'AbortError';
  return Object.assign(error, { code: 'ABORT_ERR' });
}
