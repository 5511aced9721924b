/**
 * `node:events`, by the library that bundlers for the web use. `captureRejections` and
 * `errorMonitor` do not exist: an async listener that rejects is an unhandled rejection.
 */
import { EventIterator } from '../event-iterator.ts';
import { abortError } from './timers-promises.ts';

type Name = string | symbol;
type Listener = (...args: unknown[]) => void;
type Emitter = NodeJS.EventEmitter;
type Class = typeof import('node:events').EventEmitter;

const EventEmitter = require('events/events.js') as Class;

/** The arguments of the next such event; rejects on the first 'error'. */
function once(
  emitter: Emitter | EventTarget,
  name: Name,
  options?: { signal?: AbortSignal },
): Promise<unknown[]> {
  const signal = options?.signal;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw abortError(signal);
    const undo = [
      listen(emitter, name, (...args) => settle(() => resolve(args))),
      name === 'error' || !isEmitter(emitter)
        ? undefined
        : listen(emitter, 'error', (error) => settle(() => reject(error as Error))),
      signal && listen(signal, 'abort', () => settle(() => reject(abortError(signal)))),
    ];
    function settle(outcome: () => void): void {
      for (const step of undo) step?.();
      outcome();
    }
  });
}

/** All such events from now on, as an async iterator of their arguments. */
function on(
  emitter: Emitter | EventTarget,
  name: Name,
  options: { signal?: AbortSignal; close?: Name[] } = {},
): EventIterator {
  const { signal, close = [] } = options;
  if (signal?.aborted) throw abortError(signal);
  const iterator = new EventIterator();
  const undo = [
    listen(emitter, name, (...args) => iterator.push(args)),
    ...close.map((event) => listen(emitter, event, () => iterator.end())),
    signal && listen(signal, 'abort', () => iterator.fail(abortError(signal))),
  ];
  if (name !== 'error' && isEmitter(emitter)) {
    undo.push(listen(emitter, 'error', (error) => iterator.fail(error)));
  }
  iterator.onEnd(() => {
    for (const step of undo) step?.();
  });
  return iterator;
}

/** Listens; the result stops it. */
function listen(emitter: Emitter | EventTarget, name: Name, listener: Listener): () => void {
  if (isEmitter(emitter)) {
    emitter.on(name, listener);
    return () => void emitter.removeListener(name, listener);
  }
  emitter.addEventListener(String(name), listener);
  return () => emitter.removeEventListener(String(name), listener);
}

function isEmitter(emitter: Emitter | EventTarget): emitter is Emitter {
  return typeof (emitter as Partial<Emitter>).on === 'function';
}

function getEventListeners(emitter: Emitter, name: Name): unknown[] {
  return emitter.listeners(name);
}

function getMaxListeners(emitter: Emitter): number {
  return emitter.getMaxListeners();
}

function setMaxListeners(count: number, ...emitters: Emitter[]): void {
  if (emitters.length === 0) EventEmitter.defaultMaxListeners = count;
  for (const emitter of emitters) emitter.setMaxListeners(count);
}

function listenerCount(emitter: Emitter, name: Name): number {
  return emitter.listenerCount(name);
}

const functions = { once, on, getEventListeners, getMaxListeners, setMaxListeners, listenerCount };
Object.assign(EventEmitter, functions);

export { EventEmitter, once, on, getEventListeners, getMaxListeners, setMaxListeners };
export { listenerCount };
export default EventEmitter;
