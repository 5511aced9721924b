/** What cannot be simulated: it exists, and the first use of it says so and what to do instead. */
import type { EnvHost } from './host.ts';
import { hidden } from './lazy.ts';

const RPC = 'a server talks to others by RPC only, through the client ends that it is given.';
const THREADS = 'a server is one thread; run things side by side with promises.';
const COLLECTOR = 'when garbage is collected differs from run to run; drop entries yourself.';
const WEB = 'it is not part of a simulated node.';
const DISK = 'what must survive a crash is saved with the persister.';

/** Global functions and classes that do not exist here. */
export const ABSENT = {
  fetch: RPC,
  XMLHttpRequest: RPC,
  WebSocket: RPC,
  EventSource: RPC,
  Worker: THREADS,
  MessageChannel: THREADS,
  BroadcastChannel: THREADS,
  require: 'use a static import.',
  Blob: WEB,
  File: WEB,
  FormData: WEB,
  Headers: WEB,
  Request: WEB,
  Response: WEB,
  ReadableStream: WEB,
  WritableStream: WEB,
  TransformStream: WEB,
  CompressionStream: WEB,
  DecompressionStream: WEB,
  TextEncoderStream: WEB,
  TextDecoderStream: WEB,
  PerformanceObserver: WEB,
};

/** Global objects that do not exist here. */
export const ABSENT_OBJECTS = {
  navigator: 'it tells of the machine, and a run must be the same on all.',
  localStorage: DISK,
  sessionStorage: DISK,
};

/** Classes that the language has and a simulated node cannot have. */
const TAKEN = {
  SharedArrayBuffer: THREADS,
  WeakRef: COLLECTOR,
  FinalizationRegistry: COLLECTOR,
};

/** Takes from the realm what the language has and a simulated node cannot have. */
export function takeForbidden(host: EnvHost): void {
  const globals = globalThis as unknown as Record<string, { prototype: object }>;
  for (const [name, hint] of Object.entries(TAKEN)) {
    const native = globals[name];
    if (native === undefined) continue;
    // Libraries look at the prototype to recognise instances, of which there will be none.
    const forbidden = forbiddenClass(host, name, hint, native);
    hidden(native.prototype, 'constructor', forbidden);
    hidden(globals, name, forbidden);
  }
  hidden(globals, 'WebAssembly', forbiddenObject(host, 'WebAssembly', 'write it in TypeScript.'));
  for (const name of ['wait', 'waitAsync']) {
    hidden(Atomics, name, forbiddenFunction(host, `Atomics.${name}`, THREADS));
  }
}

/** A function, and a class, that reports its call. */
export function forbiddenFunction(host: EnvHost, name: string, hint: string): object {
  const target = Object.defineProperty(function () {}, 'name', { value: name });
  return forbiddenClass(host, name, hint, target);
}

/** An object that reports the use of any of its fields; printing it is no use. */
export function forbiddenObject(host: EnvHost, name: string, hint: string): object {
  const inspect = Symbol.for('nodejs.util.inspect.custom');
  const target = {
    [inspect]: () => `[${name}: not simulated]`,
    toJSON: undefined,
  };
  const report = (field: string | symbol): unknown => host.forbid(`${name}.${String(field)}`, hint);
  return new Proxy(target, {
    get: (_, field, self) =>
      field in target || typeof field === 'symbol'
        ? (Reflect.get(target, field, self) as unknown)
        : report(field),
    set: (_, field) => Boolean(report(field)),
  });
}

function forbiddenClass(host: EnvHost, name: string, hint: string, target: object): object {
  return new Proxy(target, {
    construct: () => host.forbid(`new ${name}`, hint),
    apply: () => host.forbid(name, hint),
  });
}
