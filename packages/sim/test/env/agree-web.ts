/** Snippets about bytes, texts and what the web has that print the same in real Node and here. */
import type { Snippet } from './fake-host.ts';
import { thrown } from './thrown.ts';

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export const snippets: Record<string, Snippet> = {
  'text encoding': (print) => {
    const encoder = new TextEncoder();
    const texts = ['', 'abc', 'äöü €', '😀', 'x\ud800y', '\udc00', 'a'.repeat(5000) + 'é'];
    for (const text of texts) {
      const bytes = encoder.encode(text);
      print(bytes.length, bytes.slice(-8), new TextDecoder().decode(bytes).slice(-6));
    }
    print(
      encoder.encode(undefined).length,
      encoder.encoding,
      JSON.stringify(encoder.encodeInto('a€b', new Uint8Array(3))),
    );
    const bad = [
      [0xff],
      [0xc3],
      [0xe2, 0x82],
      [0xf0, 0x9f, 0x98],
      [0xed, 0xa0, 0x80],
      [0xc0, 0x80],
      [0xe0, 0x9f, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x28, 0xa1],
      [0xf0, 0x9f, 0x41],
      [0xef, 0xbb, 0xbf, 0x41],
    ];
    for (const bytes of bad) {
      print(bytes, JSON.stringify(new TextDecoder().decode(Uint8Array.from(bytes))));
      print(thrown(() => new TextDecoder('utf8', { fatal: true }).decode(Uint8Array.from(bytes))));
    }
    const decoder = new TextDecoder('UTF-8', { ignoreBOM: true });
    print(
      decoder.encoding,
      decoder.fatal,
      decoder.ignoreBOM,
      decoder.decode(Uint8Array.of(0xef, 0xbb, 0xbf)).length,
    );
    const parts = [[0xef, 0xbb], [0xbf, 0xe2], [0x82], [0xac, 0xf0, 0x9f]].map((part) =>
      Uint8Array.from(part),
    );
    const streaming = new TextDecoder();
    print(
      parts.map((part) => streaming.decode(part, { stream: true })).join('|'),
      streaming.decode(),
    );
    print(new TextDecoder().decode(new Uint16Array([0x4241]).buffer), new TextDecoder().decode());
    print(new TextDecoder().decode(new DataView(new Uint8Array([65, 66, 67]).buffer, 1)));
  },

  'UTF-8 of anything': (print) => {
    let seed = 7;
    const next = (range: number): number => (seed = (seed * 48_271) % 2_147_483_647) % range;
    for (let round = 0; round < 300; round++) {
      const lead = [0x41, 0xc3, 0xe2, 0xed, 0xf0, 0xf4, 0xff, 0xe0];
      const bytes = Uint8Array.from({ length: next(12) }, () =>
        next(2) ? (lead[next(lead.length)] ?? 0) : 0x80 + next(64),
      );
      const streaming = new TextDecoder();
      const cut = next(bytes.length + 1);
      const pieces =
        streaming.decode(bytes.subarray(0, cut), { stream: true }) +
        streaming.decode(bytes.subarray(cut));
      print(JSON.stringify(new TextDecoder().decode(bytes)), JSON.stringify(pieces));
      const text = String.fromCharCode(
        ...Array.from({ length: next(6) }, () => [65, 0xe9, 0x20ac, 0xd83d, 0xde00][next(5)] ?? 0),
      );
      print(new TextEncoder().encode(text));
    }
  },

  base64: (print) => {
    print(
      btoa('hello'),
      btoa('ÿ\u0000a'),
      atob('aGVsbG8='),
      atob(' aGV\nsbG8 '),
      atob(''),
      btoa(''),
    );
    for (const text of ['a', 'ab=', '====', 'a-b_', 'YQ', 'YR==']) {
      print(text, thrown(() => atob(text)).split(' ')[0]);
    }
    print(thrown(() => btoa('€')).slice(0, 24));
  },

  Buffer: (print) => {
    const buffer = Buffer.from('Grüße, 世界');
    print(
      buffer.length,
      buffer.toString('hex'),
      buffer.toString('base64'),
      buffer.toString('base64url'),
    );
    print(Buffer.from('_-8', 'base64url').toString('hex'), Buffer.isEncoding('base64url'));
    print(
      Buffer.concat([Buffer.from([1, 2]), Buffer.alloc(2, 'a')]).toJSON().data,
      Buffer.byteLength('€'),
    );
    print(
      Buffer.from('ff00', 'hex').readUInt16BE(0),
      Buffer.from('abc').equals(Buffer.from('abc')),
    );
    const numbers = Buffer.alloc(16);
    numbers.writeUInt32LE(0xdeadbeef, 0);
    numbers.writeDoubleBE(-1.5, 8);
    print(numbers, numbers.readInt32LE(0), numbers.readDoubleBE(8), numbers.readBigUInt64LE(0));
    print(
      buffer.subarray(0, 3) instanceof Buffer,
      Buffer.isBuffer(new Uint8Array(1)),
      buffer.indexOf('世'),
    );
    print(Buffer.compare(Buffer.from('a'), Buffer.from('b')), Buffer.from('abc').at(-1));
    print(
      buffer.toString('utf8', 0, 3),
      buffer.toString('latin1', 0, 4),
      Buffer.from([256, -1, 1.5]),
    );
    console.log(Buffer.from('abc'), Buffer.alloc(60));
  },

  URL: (print) => {
    const url = new URL('../b?x=1&y=a%20b&x=2#frag', 'http://user:pw@Example.com:8080/a/c/d');
    print(url, url.host, url.port, url.username, url.pathname, url.search, url.hash, url.origin);
    url.searchParams.append('z', 'ä&=');
    url.pathname = '/p q';
    url.port = '80';
    print(url.href, URL.canParse('nope'), URL.canParse('/x', 'http://a'), JSON.stringify(url));
    const params = new URLSearchParams({ b: '2', a: '1' });
    params.sort();
    print(params, params.get('a'), params.has('c'), [...params.keys()], params.size);
    print(new URL('http://münchen.de/').hostname, new URL('file:///a/../b').href);
    print(thrown(() => new URL('nope')).split(' ')[0]);
    console.log(new URL('http://a/b?c=d'));
  },

  'events of the DOM': (print) => {
    const target = new EventTarget();
    const log: string[] = [];
    const twice = (): void => void log.push('twice');
    target.addEventListener('x', twice);
    target.addEventListener('x', twice);
    target.addEventListener('x', () => log.push('once'), { once: true });
    target.addEventListener('x', {
      handleEvent: (event: Event) => log.push(`object ${event.type}`),
    });
    print(target.dispatchEvent(new Event('x')), target.dispatchEvent(new Event('x')), log);
    target.removeEventListener('x', twice);
    target.addEventListener('y', (event) => event.preventDefault());
    print(
      target.dispatchEvent(new Event('y')),
      target.dispatchEvent(new Event('y', { cancelable: true })),
    );
    target.addEventListener('z', (event) => {
      event.stopImmediatePropagation();
      print(event.target === target, event.currentTarget === target, event.eventPhase);
    });
    target.addEventListener('z', () => print('must not happen'));
    const event = new CustomEvent('z', { detail: 5 });
    target.dispatchEvent(event);
    print(event.detail, event.currentTarget, event.eventPhase, event.bubbles, event.isTrusted);
    const controller = new AbortController();
    target.addEventListener('w', () => print('must not happen'), { signal: controller.signal });
    controller.abort();
    target.dispatchEvent(new Event('w'));
    print(Object.prototype.toString.call(event), event instanceof Event);
  },

  aborting: async (print) => {
    const controller = new AbortController();
    const { signal } = controller;
    signal.onabort = (event) => print('onabort', event.type);
    signal.addEventListener('abort', () => print('listener', signal.aborted));
    print(signal.aborted, signal.reason);
    controller.abort();
    controller.abort('again');
    print(
      signal.aborted,
      signal.reason,
      thrown(() => signal.throwIfAborted()),
    );
    print(
      AbortSignal.abort('why').reason,
      thrown(() => new (AbortSignal as never as new () => object)()),
    );
    const timeout = AbortSignal.timeout(5);
    const any = AbortSignal.any([new AbortController().signal, timeout]);
    print(timeout.aborted, any.aborted);
    await sleep(15);
    print(timeout.reason, any.aborted, any.reason === timeout.reason);
    print(AbortSignal.any([]).aborted, AbortSignal.any([signal]).reason === signal.reason);
    console.log(signal, new AbortController());
  },

  DOMException: (print) => {
    const error = new DOMException('m', 'AbortError');
    print(error, error.code, error.name, error instanceof Error, DOMException.ABORT_ERR);
    print(new DOMException(), new DOMException('x').name, DOMException.INVALID_CHARACTER_ERR);
    print(
      new DOMException('x', { name: 'N', cause: 3 } as never).cause,
      error.stack?.split('\n')[0],
    );
  },

  structuredClone: (print) => {
    const cycle: Record<string, unknown> = {
      list: Object.assign([], { 0: 1, 2: 3 }),
      date: new Date(5),
      re: /a/gi,
    };
    cycle['self'] = cycle;
    cycle['map'] = new Map<unknown, unknown>([['k', new Set([1, cycle])]]);
    const copy = structuredClone(cycle) as typeof cycle & { list: unknown[] };
    print(copy !== cycle, copy['self'] === copy, 1 in copy.list, copy.list.length);
    console.log(copy);
    class Point {
      x = 1;
    }
    console.log(
      structuredClone([new Point(), Object(5), Object('s'), 1n, undefined, null, NaN, -0]),
    );
    const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    const pair = structuredClone({ a: bytes, b: bytes, view: new DataView(bytes.buffer, 2) });
    print(pair.a, pair.a === pair.b, pair.a.buffer === pair.view.buffer, pair.view.byteLength);
    const error = structuredClone(new RangeError('r', { cause: new Error('c') }));
    print(error, error instanceof RangeError, error.cause);
    for (const value of [() => 1, Symbol('s'), { f: () => 2 }, Promise.resolve(), new WeakMap()]) {
      print(thrown(() => structuredClone(value)));
    }
    const buffer = new ArrayBuffer(8);
    print(
      structuredClone(buffer, { transfer: [buffer] }).byteLength,
      buffer.byteLength,
      buffer.detached,
    );
  },
};
