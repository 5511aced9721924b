/** Snippets about the other `node:` modules that print the same in real Node and here. */
import { Buffer as Bytes } from 'node:buffer';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import EventEmitter, { getEventListeners, on, once } from 'node:events';
import path, { join } from 'node:path';
import posix from 'node:path/posix';
import { performance as clock } from 'node:perf_hooks';
import process, { nextTick } from 'node:process';
import timers from 'node:timers';
import {
  scheduler,
  setImmediate as soon,
  setInterval,
  setTimeout as sleep,
} from 'node:timers/promises';
import { URL as Url } from 'node:url';
import type { Snippet } from './fake-host.ts';

import { thrown } from './thrown.ts';

export const snippets: Record<string, Snippet> = {
  events: async (print) => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    emitter.on('x', (...args) => seen.push(args));
    emitter.once('x', () => seen.push('once'));
    emitter.prependListener('x', () => seen.push('first'));
    print(emitter.emit('x', 1, 2), emitter.emit('x'), emitter.emit('none'), JSON.stringify(seen));
    print(emitter.listenerCount('x'), emitter.eventNames(), getEventListeners(emitter, 'x').length);
    print(thrown(() => emitter.emit('error', new RangeError('e'))));
    print(emitter.removeAllListeners().eventNames().length, EventEmitter.defaultMaxListeners);
    class Own extends EventEmitter {}
    print(new Own() instanceof EventEmitter, new Own() instanceof Own);
    nextTick(() => emitter.emit('later', 'a', 'b'));
    print(
      await once(emitter, 'later'),
      emitter.listenerCount('later'),
      emitter.listenerCount('error'),
    );
    nextTick(() => emitter.emit('error', new Error('failed')));
    print(await once(emitter, 'never').catch(String), emitter.listenerCount('never'));
    const target = new EventTarget();
    nextTick(() => target.dispatchEvent(new Event('t')));
    print(String(((await once(target, 't')) as [Event])[0].type));
    print(
      await once(emitter, 'x', { signal: AbortSignal.abort() }).catch(
        (error: Error) => `${error.name} ${error.message}`,
      ),
    );
    nextTick(() => {
      for (const n of [1, 2, 3]) emitter.emit('n', n);
    });
    const got: unknown[] = [];
    for await (const [n] of on(emitter, 'n')) {
      got.push(n);
      if (n === 3) break;
    }
    print(got, emitter.listenerCount('n'));
    const controller = new AbortController();
    nextTick(() => controller.abort());
    try {
      for await (const _ of on(emitter, 'n', { signal: controller.signal }))
        print('must not happen');
    } catch (error) {
      print((error as Error).name, emitter.listenerCount('n'));
    }
  },

  path: (print) => {
    print(path.join('/a', '..', 'b', './c.txt'), join('a', 'b'), posix.normalize('/a//b/../c'));
    print(path.resolve('/x', 'y'), path.resolve('/x', '/y'), path.basename('/a/b.txt', '.txt'));
    print(path.extname('a.b.c'), path.dirname('/a/b'), path.relative('/a/b', '/a/c/d'), path.sep);
    print(JSON.stringify(path.parse('/home/x.tar.gz')), path.isAbsolute('a'), path.posix === path);
  },

  'timers/promises': async (print) => {
    print(await sleep(1, 'slept'), await soon('soon'), await scheduler.wait(1));
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = sleep(1000, undefined, { signal });
    controller.abort('why');
    const described = (error: Error & { code?: string }): string =>
      [error.name, error.code, error.message, error.cause].join(' ');
    print(await waiting.catch(described), await sleep(1, 0, { signal }).catch(described));
    print(
      await soon(0, { signal }).catch(described),
      await sleep(1, 0, { signal: 5 as never }).catch(described),
    );
    let count = 0;
    for await (const value of setInterval(2, 'tick')) {
      count += 1;
      if (count === 3) {
        print(value, count);
        break;
      }
    }
    const stop = new AbortController();
    timers.setTimeout(() => stop.abort(), 7);
    let ticks = 0;
    try {
      for await (const _ of setInterval(3, 0, { signal: stop.signal })) ticks += 1;
    } catch (error) {
      print((error as Error).name, ticks > 0);
    }
    print(timers.promises.setTimeout === sleep, typeof timers.clearTimeout);
  },

  'other modules': (print) => {
    print(Bytes === Buffer, Url === URL, clock === performance, process === globalThis.process);
    print(randomBytes(5).length, randomInt(5) < 5, randomInt(3, 4), randomUUID().length);
    print(thrown(() => randomInt(5, 5)).slice(0, 27), process.cwd().startsWith('/'));
  },
};
