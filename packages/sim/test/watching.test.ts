import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../src/bundle.ts';
import type { TraceRecord } from '../src/trace.ts';
import { FIXTURES, gossip, prepare, run, type Options } from './run.ts';
import { toSource } from '../src/source.ts';

let watched: Program;

beforeAll(async () => {
  watched = await prepare('watched.ts');
});

interface Watched {
  readonly status: string;
  readonly explanation: string | undefined;
  readonly hash: string;
  readonly saves: number;
  readonly records: TraceRecord[];
}

/** Half a crash included: what is watched must not shift where it falls. */
async function watch(logs: number, inspects: string, options: Options = {}): Promise<Watched> {
  const records: TraceRecord[] = [];
  let saves = 0;
  const { trace } = options;
  const ran = await run(
    watched,
    async (world) => {
      world.observe({ saved: () => void (saves += 1) });
      const args = { logs, inspects };
      await Promise.all([world.boot('S1', args), world.boot('S2', args)]);
      world.crashAfterEffects('S1', 5);
      await world.sleep(100_000);
    },
    { ...options, ...(trace && { trace: (record) => void records.push(record) }) },
  );
  return { status: ran.status, explanation: ran.explanation, hash: ran.hash, saves, records };
}

const trace = (): void => {};

describe('what is watched happens as what is not', () => {
  it.each([
    ['a trace', { trace }],
    ['a trace behind a pipe', { trace, behind: 'pipe' }],
  ] as [string, Options][])('with %s', async (_what, options) => {
    const [plain, traced] = [await watch(0, 'plainly'), await watch(0, 'plainly', options)];
    expect([traced.status, traced.hash, traced.saves]).toEqual(['pass', plain.hash, plain.saves]);
    expect(traced.records.length).toBeGreaterThan(20);
    expect(plain.records).toEqual([]);
  });

  it('on every seed of a subject that does something of everything', async () => {
    const program = await prepare('gossip.ts');
    for (let seed = 1; seed <= 20; seed++) {
      const [plain, traced] = [
        await run(program, gossip, { seed }),
        await run(program, gossip, { seed, trace }),
      ];
      expect([traced.status, traced.hash]).toEqual(['pass', plain.hash]);
      expect(traced.marks).toEqual(plain.marks);
    }
  });

  it.each(['not', 'plainly', 'with side effects', 'and throws'])(
    'when inspect() is there %s',
    async (inspects) => {
      // What it is asked to do stands in its arguments, which are hashed: compare with no trace.
      const [plain, traced] = [await watch(0, inspects), await watch(0, inspects, { trace })];
      expect(traced.explanation).toBeUndefined();
      expect([traced.status, traced.hash, traced.saves]).toEqual(['pass', plain.hash, plain.saves]);
      const shown = traced.records.filter(({ kind }) => kind === 'inspect');
      const texts = {
        not: undefined,
        plainly: 'round 1',
        'with side effects': 'round 1',
        'and throws': 'inspect() failed: Error: nothing to see',
      };
      expect(shown[0]?.text).toBe(texts[inspects as keyof typeof texts]);
      expect(traced.records.some(({ kind }) => kind === 'apply')).toBe(false);
    },
  );

  it('when it logs, more than any cap on effects allows', async () => {
    const quiet = await effects(0);
    expect(quiet).toEqual(await effects(3));
    const caps = { effectsPerEvent: 10 };
    const loud = await watch(20, 'not', { caps, trace });
    expect(loud.explanation).toBeUndefined();
    expect(loud.records.filter(({ kind }) => kind === 'log').length).toBeGreaterThan(20);
  });

  /** All that a run traces, besides logs and the arguments that ask for them. */
  async function effects(logs: number): Promise<unknown[]> {
    const { records } = await watch(logs, 'not', { trace });
    return records.filter(({ kind }) => kind !== 'log');
  }
});

describe('a trace', () => {
  it('has the logs of a server, with level, topic and place in the source', async () => {
    const { records } = await watch(1, 'not', { trace });
    const log = records.find(({ kind }) => kind === 'log')!;
    expect(log).toMatchObject({ node: 'S1', incarnation: 1, level: 'log', topic: 'ROUND' });
    expect(log.text).toMatch(/^ROUND 1 of \{/);
    expect(toSource(watched, log.where!, FIXTURES)).toMatch(/^watched\.ts:16:\d+$/);
  });

  it('numbers its records by events, in the order of time', async () => {
    const { records } = await watch(0, 'not', { trace });
    const times = records.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const events = records.map(({ event }) => event);
    expect(events).toEqual(events.toSorted((a, b) => a - b));
    expect(new Set(records.map(({ kind }) => kind))).toEqual(
      new Set(['boot', 'timer', 'save', 'crash']),
    );
  });
});
