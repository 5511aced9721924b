/** Snippets about timers, dates and the machine that print the same in real Node and here. */
import type { Snippet } from './fake-host.ts';
import { thrown } from './thrown.ts';

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export const snippets: Record<string, Snippet> = {
  'timers: order': async (print) => {
    // So long that even a real machine that is busy gets to the immediate before.
    setTimeout(() => print('400 ms'), 400);
    setTimeout((x: string, y: string) => print('200 ms', x, y), 200, 'a', 'b');
    setImmediate((x: string) => print('immediate', x), 'c');
    process.nextTick((x: string) => print('tick', x), 'd');
    queueMicrotask(() => print('microtask'));
    void Promise.resolve().then(() => print('promise'));
    print('now');
    await sleep(600);
  },

  'timers: clearing': async (print) => {
    const never = (): void => print('must not happen');
    clearTimeout(setTimeout(never, 1));
    clearTimeout(Number(setTimeout(never, 1)));
    clearTimeout(String(Number(setTimeout(never, 1))));
    clearInterval(setTimeout(never, 1));
    clearTimeout(setInterval(never, 1));
    clearImmediate(setImmediate(never));
    setTimeout(never, 1).close();
    setTimeout(never, 1)[Symbol.dispose]();
    clearTimeout(undefined);
    clearTimeout(12345);
    clearInterval(undefined);
    clearImmediate(undefined);
    {
      using timer = setTimeout(never, 1);
      print(timer.hasRef(), timer.unref() === timer, timer.hasRef(), timer.ref().hasRef());
    }
    await sleep(8);
    print('done');
  },

  'timers: refresh': async (print) => {
    let fired = 0;
    const timer = setTimeout(() => (fired += 1), 30);
    await sleep(15);
    timer.refresh();
    await sleep(20);
    print('postponed', fired);
    await sleep(30);
    print('fired', fired);
    timer.refresh();
    await sleep(50);
    print('again', fired);
    clearTimeout(timer);
  },

  'timers: an interval stops itself': async (print) => {
    let count = 0;
    await new Promise<void>((done) => {
      const timer = setInterval(
        (step: number) => {
          count += step;
          if (count < 6) return;
          clearInterval(timer);
          done();
        },
        2,
        2,
      );
    });
    await sleep(10);
    print(count);
  },

  'timers: refusals': (print) => {
    const wrong = 'print(1)' as unknown as () => void;
    print(thrown(() => setTimeout(wrong, 1)));
    print(thrown(() => setInterval(undefined as unknown as () => void, 1)));
    print(thrown(() => setImmediate(null as unknown as () => void)));
    print(thrown(() => queueMicrotask({} as () => void)));
    print(thrown(() => process.nextTick(5 as unknown as () => void)));
    print(setTimeout.name, setImmediate.name, clearTimeout.name, typeof setTimeout);
  },

  'Date: fields': (print) => {
    const date = new Date(2024, 1, 29, 13, 14, 15, 16);
    print(date.toISOString(), String(date), date.toDateString(), '|', date.toTimeString());
    print(date.getFullYear(), date.getMonth(), date.getDate(), date.getDay(), date.getHours());
    print(date.getMinutes(), date.getSeconds(), date.getMilliseconds(), date.getTimezoneOffset());
    print(date.setHours(25, 1), date.setMonth(13), date.setFullYear(2020), date.toJSON());
    print(new Date(99, 0).getFullYear(), new Date(NaN).getTimezoneOffset(), String(new Date(NaN)));
    print(date.toLocaleString(), '|', date.toLocaleDateString('de-DE'), date.toLocaleTimeString());
    print(date > new Date(0), date + '', Number(date), date.toUTCString());
    print(Date.length, Date.name, date.constructor === Date, date instanceof Date);
    print(Date.UTC(2020, 5), Object.prototype.toString.call(date), typeof Date());
    class Own extends Date {}
    print(new Own(5).getTime(), new Own() instanceof Own, new Date(new Date(7)).getTime());
    print(
      new Date('2024' as unknown as number).getTime(),
      new Date(Object('2024-05-06')).getTime(),
    );
    print(new Date(null as unknown as number).getTime(), new Date(undefined!).getTime());
  },

  'Date: parsing': (print) => {
    const texts = [
      '2026-01-01',
      '2026-01-01T10:20',
      '2026-01-01T10:20:30.5',
      '2026-01-01T10:20:30Z',
      '2026-01-01T10:20:30+02:00',
      '2026-01-01 10:20:30',
      'Jan 5 2026',
      'Mon, 05 Jan 2026 10:20:30 GMT',
      'Jan 5 2026 10:20 EST',
      '5 January 2026 10:20 +0300',
      'Thu Jan 01 2026 00:00:00 GMT+0000 (Coordinated Universal Time)',
      'nonsense',
      '',
    ];
    for (const text of texts) print(text, Date.parse(text), new Date(text).getTime());
  },

  'Intl and locales': (print) => {
    const date = new Date(Date.UTC(2026, 2, 4, 5, 6, 7));
    print((1234567.891).toLocaleString(), 123456789n.toLocaleString());
    print((0.5).toLocaleString('de-DE', { style: 'percent', minimumFractionDigits: 1 }));
    print(['b', 'a', 'ä', 'z', 'Z'].sort((a, b) => a.localeCompare(b)).join());
    print('I'.toLocaleLowerCase(), 'i'.toLocaleUpperCase('tr'), [1e6, date].toLocaleString());
    print(new Intl.DateTimeFormat().format(date), Intl.NumberFormat().format(1e6));
    print(new Intl.DateTimeFormat('en-GB', { timeStyle: 'long', dateStyle: 'full' }).format(date));
    print(
      Intl.DateTimeFormat().resolvedOptions().timeZone,
      new Intl.Collator() instanceof Intl.Collator,
    );
    print(new Intl.PluralRules().select(1), new Intl.ListFormat().format(['a', 'b', 'c']));
    print(
      new Intl.RelativeTimeFormat().format(-3, 'day'),
      Intl.DateTimeFormat.supportedLocalesOf('de'),
    );
    print(JSON.stringify(new Intl.DateTimeFormat().formatToParts(date)));
    print(new Intl.NumberFormat('xx').resolvedOptions().locale, new Intl.Locale('de-AT').language);
    print(
      thrown(() => new Intl.NumberFormat('not a locale')),
      thrown(() => 'a'.localeCompare('b', '!')),
    );
  },

  'performance and process': (print) => {
    print(typeof performance.now(), typeof performance.timeOrigin, performance.mark('a').name);
    print(performance.measure('m', 'a').entryType, performance.getEntriesByType('mark').length);
    print(thrown(() => performance.measure('m', 'none')));
    print(process.pid > 0, typeof process.hrtime.bigint(), process.hrtime().length);
    print(
      process.hrtime([0, 0]).map((part) => typeof part),
      typeof process.uptime(),
    );
    print(process.version, process.platform, Object.prototype.toString.call(process));
    print(global === globalThis);
  },

  crypto: (print) => {
    print(crypto.randomUUID().replace(/[0-9a-f]/g, 'x').length, crypto.randomUUID().charAt(14));
    print(
      crypto.getRandomValues(new Uint16Array(3)).length,
      crypto.getRandomValues(Buffer.alloc(2)).length,
    );
    print(thrown(() => crypto.getRandomValues(new Uint8Array(65_537))).split(' ')[0]);
    print(thrown(() => crypto.getRandomValues(new Float64Array(1) as never)).split(' ')[0]);
    print(thrown(() => crypto.getRandomValues([] as never)).split(' ')[0]);
    const numbers = Array.from({ length: 100 }, Math.random);
    print(
      numbers.every((n) => n >= 0 && n < 1),
      new Set(numbers).size,
    );
  },
};
