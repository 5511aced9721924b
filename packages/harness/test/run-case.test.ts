import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  describeFault,
  type Fault,
  FaultPlayer,
  Inconclusive,
  prepare,
  runCase,
  Violation,
  type Case,
  type Env,
  type Program,
  type RunOptions,
  type TraceRecord,
  type Verdict,
} from '../src/index.ts';
import { clusterOf, counting, story } from './counting.ts';

let program: Program;

beforeAll(async () => {
  program = await prepare(counting, counting.reference);
});

function run(test: Case, options: Partial<RunOptions> = {}): Promise<Verdict> {
  return runCase(test, { suite: counting, program, seed: 1, ...options });
}

/** Boots three servers, lets them count, and asks one of them for a method. */
const asking = (method: string): Case =>
  story(async (env) => {
    const t = clusterOf(env);
    await t.boot();
    await t.sleep(200);
    await t.invoke('S1', method);
  });

/** Isolates S1 for most of a second, and S2, unless the list is edited. */
const faulty = (): Case =>
  story(async (env) => {
    const t = clusterOf(env);
    const drawn: Fault[] = [
      { fault: 1, at: 0, for: 900, action: 'isolate', server: 'S1' },
      { fault: 2, at: 0, for: 900, action: 'isolate', server: 'S2' },
    ];
    const player = new FaultPlayer(t, env.faults(drawn));
    await t.boot();
    await player.play(500);
    const heard = await t.invoke('S3', 'count');
    t.fail({ name: 'Heard', section: '' }, JSON.stringify(heard));
  });

describe('the faults of a run', () => {
  it('are in the verdict, and are there only if the case has some', async () => {
    const { faults, explanation } = await run(faulty());
    expect(faults?.map(describeFault)).toEqual([
      'at 0.000 s for 0.900 s: isolate S1',
      'at 0.000 s for 0.900 s: isolate S2',
    ]);
    expect(explanation).toBe('0');
    expect(await run(asking('count'))).not.toHaveProperty('faults');
  });

  it('can be edited: what is left out does not happen', async () => {
    const second = (drawn: readonly Fault[]) => drawn.filter(({ fault }) => fault === 2);
    const { faults, explanation } = await run(faulty(), { faults: second });
    expect(faults?.map(describeFault)).toEqual(['at 0.000 s for 0.900 s: isolate S2']);
    expect(Number(explanation)).toBeGreaterThan(5);
  });
});

describe('a verdict', () => {
  it('of a pass tells what the run took', async () => {
    const verdict = await run(asking('count'), { seed: 7 });
    expect(verdict).toMatchObject({
      case: 'fixture/A/Story',
      seed: 7,
      status: 'pass',
      cites: [],
      virtualMs: 200,
      // Three servers tell two others, three or four times.
      calls: expect.toSatisfy((calls: number) => calls >= 18 && calls <= 24),
    });
    expect(verdict.property).toBeUndefined();
    expect(verdict.bytes).toBeGreaterThan(verdict.calls * '{"luck":0.1}'.length);
    expect(verdict.marks).toHaveLength(verdict.events);
    expect(verdict.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(verdict.cpuMs).toBeGreaterThan(0);
  });

  it('tells which situations the run met, each once; the hash does not know', async () => {
    const through = (...situations: string[]) =>
      story(async (env) => {
        for (const situation of situations) env.reach(situation);
        await env.world.sleep(1000);
      });
    const some = await run(through('b', 'a', 'b'));
    const none = await run(through());
    expect(some.situations).toEqual(['b', 'a']);
    expect(none.situations).toEqual([]);
    expect(some.hash).toBe(none.hash);
  });

  it('shows in the trace where a situation was met first, by its title', async () => {
    const records: TraceRecord[] = [];
    const situations = [{ id: 'a', title: 'All is well', section: '', case: 'fixture/A/Story' }];
    const test = story(async (env) => {
      await env.world.sleep(1000);
      for (const situation of ['a', 'a', 'b']) env.reach(situation);
    });
    const suite = { ...counting, situations };
    await run(test, { suite, trace: (record) => void records.push(record) });
    const shown = records.filter(({ text }) => text.startsWith('situation'));
    expect(shown.map(({ time, text }) => `${time} ${text}`)).toEqual([
      '1000 situation: All is well',
      '1000 situation: b',
    ]);
  });

  it('travels between processes', async () => {
    const verdict = await run(asking('boom'));
    expect(structuredClone(verdict)).toEqual(verdict);
  });

  it('of a failure names the place, relative to where one stands', async () => {
    const from = join(counting.reference, '../..');
    const verdict = await run(asking('boom'), { from });
    expect(verdict.status).toBe('fail');
    expect(verdict.property).toEqual({ name: 'Exception', section: '', distance: 1 });
    expect(verdict.explanation).toMatch(
      /^S1: Error: boom\n {4}at boom \(fixtures\/counter\.ts:\d+:\d+\)$/,
    );
    expect(verdict.cites).toEqual([verdict.events]);
  });

  it('is the same from a server behind a pipe, and with a trace', async () => {
    for (const method of ['count', 'boom']) {
      const verdict = await run(asking(method));
      const { cpuMs: _, ...rest } = verdict;
      expect(await run(asking(method), { transport: 'pipe' })).toMatchObject(rest);
      expect(await run(asking(method), { trace: () => {} })).toMatchObject(rest);
    }
  });

  it('comes soon when a server never comes to rest', async () => {
    for (const transport of ['realm', 'pipe'] as const) {
      const verdict = await run(asking('loop'), { transport, watchdogMs: 300 });
      expect(verdict.property?.name).toBe('Endless loop');
      expect(verdict.explanation).toContain('did not come to rest');
    }
    expect((await run(asking('count'))).status).toBe('pass');
  });

  it('says what is not implemented yet', async () => {
    const verdict = await run(asking('later'));
    expect(verdict.property?.name).toBe('Not implemented yet');
    expect(verdict.explanation).toContain('2A: the count');
  });
});

describe('what ends a case is what the verdict says', () => {
  const rule = { name: 'Election Safety', section: '§5.2' };
  const throws = (error: unknown): Case => story(() => Promise.reject(error as Error));

  it('a Violation: the rule is broken', async () => {
    const verdict = await run(throws(new Violation(rule, 'two leaders', [4, 7])));
    expect(verdict).toMatchObject({ status: 'fail', property: rule, cites: [4, 7] });
    expect(verdict.explanation).toBe('two leaders');
  });

  it('a Violation of the cluster: cites the event it was seen in, which the trace has', async () => {
    const records: TraceRecord[] = [];
    const verdict = await run(
      story(async (env) => {
        const t = clusterOf(env);
        await t.sleep(5);
        t.fail(rule, 'two leaders');
      }),
      { trace: (record) => void records.push(record) },
    );
    expect(verdict).toMatchObject({ status: 'fail', property: rule, cites: [verdict.events] });
    const last = { kind: 'test', event: verdict.events, text: 'fails: Election Safety' };
    expect(records.at(-1)).toMatchObject(last);
  });

  it.each<[string, unknown, string]>([
    ['a check that gives up', new Inconclusive('too many states'), 'too many states'],
    ['an error of the test', new TypeError('no such thing'), 'The test itself failed: TypeError'],
    ['a rejection with nothing', undefined, 'The test itself failed: undefined'],
    ['a rejection with null', null, 'The test itself failed: null'],
    ['a look-alike', { name: 'Violation', property: rule }, 'The test itself failed: {'],
  ])('%s: inconclusive, which is no pass', async (_what, error, says) => {
    const verdict = await run(throws(error));
    expect(verdict.status).toBe('inconclusive');
    expect(verdict.property).toBeUndefined();
    expect(verdict.explanation).toContain(says);
  });

  it('a case that throws at once or returns no promise: inconclusive', async () => {
    const throwing = (): never => {
      throw new Error('at once');
    };
    expect(await run(story(throwing))).toMatchObject({ status: 'inconclusive' });
    expect(await run(story(() => undefined as never))).toMatchObject({ status: 'inconclusive' });
  });

  it('a program that does not even start: inconclusive', async () => {
    const broken = { ...program, code: 'syntax error', hash: 'broken' };
    const verdict = await run(asking('count'), { program: broken });
    expect(verdict.status).toBe('inconclusive');
    expect(verdict.explanation).toContain('SyntaxError');
  });

  it('the limit of virtual time: what was awaited is named', async () => {
    const verdict = await run(
      story(async (env) => {
        const t = clusterOf(env);
        await t.boot();
        t.crash('S3');
        await env.world.invoke('S2', 'never', []);
      }, 5000),
    );
    expect(verdict).toMatchObject({ status: 'fail', property: { name: 'Virtual time limit' } });
    expect(verdict.explanation).toContain('The test has not ended after 5000 ms');
    expect(verdict.explanation).toContain('S2 has not returned from never(), called at 0 ms');
    expect(verdict.explanation).toMatch(
      /S1 waits for 2? ?repl\w+ to counter\.count from S3, since/,
    );
    expect(verdict.explanation).toContain('S3 is down');
  });
});

describe('randomness', () => {
  const draws = async (seed: number, options: Partial<RunOptions> = {}): Promise<number[]> => {
    const drawn: number[] = [];
    const drawing = story(async ({ random }: Env) => {
      for (let i = 0; i < 5; i++) drawn.push(random.within(0, 1_000_000));
    });
    await run(drawing, { seed, ...options });
    return drawn;
  };

  it('of a case is that of the seed: again the same, for another seed another', async () => {
    const first = await draws(1);
    expect(await draws(2)).not.toEqual(first);
    expect(await draws(1)).toEqual(first);
    expect(new Set(first).size).toBe(5);
  });

  it('of servers and network is that of the seed', async () => {
    const hashes = new Map<string, number>();
    for (const seed of [1, 2, 3, 1, 2, 3]) {
      const { hash } = await run(asking('count'), { seed });
      hashes.set(hash, (hashes.get(hash) ?? 0) + 1);
    }
    expect([...hashes.values()]).toEqual([2, 2, 2]);
  });

  it('is overridden choice by choice', async () => {
    const [before, after] = [
      await draws(1),
      await draws(1, { overrides: new Map([['test#3.within', 17]]) }),
    ];
    expect(after).toEqual(before.with(2, 17));
  });
});

describe('a trace', () => {
  async function traced(suite: Partial<typeof counting>): Promise<[Verdict, TraceRecord[]]> {
    const records: TraceRecord[] = [];
    const verdict = await run(asking('boom'), {
      suite: { ...counting, ...suite },
      from: join(counting.reference, '..'),
      trace: (record) => void records.push(record),
    });
    return [verdict, records];
  }

  it('reads as the suite has it', async () => {
    const [, records] = await traced({ describeCall: (method) => `call ${method}` });
    expect(records.find(({ kind }) => kind === 'send')?.text).toBe('call counter.count');
    expect(records.find(({ kind }) => kind === 'reply')?.text).toBe('counter.count → ');
  });

  it('shows as it came what the suite cannot read, and the verdict stays', async () => {
    const cannot = (): never => {
      throw new TypeError('no entries');
    };
    const [verdict, records] = await traced({ describeCall: cannot, describeReply: cannot });
    const { cpuMs: _, ...same } = await run(asking('boom'), {
      from: join(counting.reference, '..'),
    });
    expect(verdict).toMatchObject(same);
    expect(records.find(({ kind }) => kind === 'send')?.text).toMatch(/^counter\.count \{"luck":/);
  });

  it('has what the test does, and the failure with its place', async () => {
    const [, records] = await traced({});
    expect(records[0]).toMatchObject({ kind: 'test', node: '', text: 'starts S1' });
    expect(records.at(-1)).toMatchObject({
      kind: 'fail',
      node: 'S1',
      text: 'exception: Error: boom',
    });
  });
});

describe('preparing a subject', () => {
  it('is done once, and again after a mistake is mended', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'harness-'));
    const path = join(folder, 'subject.ts');
    try {
      await writeFile(path, 'export const make = ;');
      await expect(prepare(counting, path)).rejects.toThrow(/subject\.ts:1:21: Unexpected ";"/);
      await writeFile(path, 'export const make = () => ({});');
      const mended = await prepare(counting, path);
      expect(await prepare(counting, path)).toBe(mended);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
