import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceRecord } from 'harness';
import pc from 'picocolors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderColumns } from '../src/columns.ts';
import { findDifference } from '../src/difference.ts';
import { keepEvidence } from '../src/evidence.ts';
import type { TraceOptions, Traced } from '../src/worker.ts';
import { filterTrace, topicOf } from '../src/trace-filter.ts';
import { outcome } from './outcomes.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grade-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

function record(event: number, more: Partial<TraceRecord> = {}): TraceRecord {
  return {
    event,
    time: event * 1000,
    node: 'S1',
    incarnation: 1,
    kind: 'timer',
    text: '',
    ...more,
  };
}

const log = (event: number, topic: string | undefined, level: TraceRecord['level'] = 'log') =>
  record(event, {
    kind: 'log',
    text: `${topic ?? 'no'} topic`,
    level: level ?? 'log',
    ...(topic !== undefined && { topic }),
  });

describe('filters', () => {
  const records = [
    record(1, { kind: 'boot' }),
    record(2, { kind: 'send', node: 'S2', text: 'RequestVote t1' }),
    log(3, 'VOTE'),
    log(4, 'TIMR', 'debug'),
    log(5, undefined, 'error'),
    record(6, { kind: 'setTimer' }),
    record(7, { kind: 'inspect', text: '{}' }),
    record(8, { kind: 'test', node: '', text: 'one(1)' }),
    record(9, { kind: 'fail', text: 'exception' }),
    record(10, { kind: 'invoke', method: 'getState', text: 'getState()' }),
    record(10, { kind: 'return', method: 'getState', text: '{}' }),
  ];
  const events = (filter: Parameters<typeof filterTrace>[1]) =>
    filterTrace(records, filter).map(({ event }) => event);

  it.each([
    ['nothing', {}, [1, 2, 3, 4, 5, 8, 9]],
    ['a server', { server: ['S2'] }, [2, 8, 9]],
    ['a topic', { topic: ['VOTE'] }, [3, 9]],
    ['an event', { topic: ['SEND', 'SETTIMER'] }, [2, 6, 9]],
    ['all but a topic', { topic: ['-TIMR', '-TEST'] }, [1, 2, 3, 5, 9]],
    ['a level', { level: 'warn' }, [1, 2, 5, 8, 9]],
    ['a time', { from: 3, to: 5 }, [3, 4, 5, 9]],
    ['the last', { last: 2 }, [8, 9]],
    ['the last, and what the failure cites', { last: 1, cites: [2] }, [2, 9]],
    ['a cited look of the test', { last: 1, cites: [10] }, [10, 10]],
    ['looks of the test', { topic: ['POLL'] }, [9, 10, 10]],
    ['several', { server: ['S1'], topic: ['VOTE', 'TIMR'], level: 'log' }, [3, 9]],
  ])('%s', (_, filter, expected) => {
    expect(events(filter)).toEqual(expected);
  });

  it('the topic of what a server does is what it does', () => {
    expect(records.map(topicOf).slice(0, 5)).toEqual(['BOOT', 'SEND', 'VOTE', 'TIMR', 'LOG']);
  });
});

describe('columns', () => {
  const options = {
    servers: ['S1', 'S2'],
    width: 72,
    maxLines: 4,
    cites: [] as number[],
    colors: pc.createColors(false),
  };

  it('have a server each, in virtual time', () => {
    const lines = renderColumns(
      [
        record(1, { kind: 'boot', text: 'empty disk' }),
        record(2, { kind: 'send', peer: 'S2', text: 'RequestVote t1' }),
        record(3, { node: 'S2', kind: 'receive', peer: 'S1', text: 'RequestVote t1' }),
        record(3, { node: 'S2', kind: 'respond', peer: 'S1', text: 'granted t1' }),
        record(4, { node: '', kind: 'test', text: 'one(1)' }),
        record(5, { kind: 'crash' }),
        record(6, { kind: 'boot', incarnation: 2, text: 'from its disk' }),
      ],
      options,
    );
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "virtual time  event   S1                        S2
        0.001000 s      #1  ● boot empty disk
        0.002000 s      #2  → S2 RequestVote t1
        0.003000 s      #3                            ← S1 RequestVote t1
                                                      ⇒ S1 granted t1
        0.004000 s      #4  ── one(1)
        0.005000 s      #5  † crash
        0.006000 s      #6  ● boot no. 2, from its
                            disk"
    `);
  });

  it('mark what the failure cites', () => {
    const lines = renderColumns([record(1, { kind: 'crash' }), record(2, { kind: 'crash' })], {
      ...options,
      cites: [2],
    });
    expect(lines.map((line) => line.startsWith('▶'))).toEqual([false, false, true]);
  });

  it('wrap what is long, and cut what is too long', () => {
    const lines = renderColumns([record(1, { kind: 'save', text: 'word '.repeat(50) })], options);
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)?.trim()).toBe('…');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
  });

  it('show what a student logs, made harmless, with its place', () => {
    const text = 'VOTE \u001b[31mred\u001b[0m\nfor S2';
    const wide = { ...options, width: 120 };
    const [, line] = renderColumns([record(1, { kind: 'log', text, where: 'raft.ts:3' })], wide);
    expect(line).toContain('VOTE red for S2 (raft.ts:3)');
  });

  it('mark the events that a failure cites', () => {
    const colors = pc.createColors(true);
    const cited = { ...options, colors, cites: [2] };
    const [, one, two] = renderColumns([record(1), record(2)], cited);
    expect(one?.startsWith(colors.dim(' ').slice(0, 4))).toBe(true);
    expect(two?.startsWith(colors.red(' ').slice(0, 5))).toBe(true);
  });
});

describe('the first difference', () => {
  const run = { lab: 'raft', case: 'raft/2A/A', seed: 1 };

  /** Traced runs, one after another: the records, the marks, the hash. */
  function pool(...runs: { records: TraceRecord[]; marks: number[]; hash: string }[]) {
    return {
      async trace(_: unknown, __: unknown, { file }: TraceOptions): Promise<Traced> {
        const { records, marks, hash } = runs.shift()!;
        await writeFile(file, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
        return { outcome: outcome({ hash }), marks };
      },
    };
  }

  const records = (text: string) => [
    record(1),
    record(2, { kind: 'send', peer: 'S2', text }),
    record(3),
  ];

  it('is found by the records', async () => {
    const { difference, traces } = await findDifference(
      pool(
        { records: records('0.5'), marks: [1, 2, 3], hash: 'a' },
        { records: records('0.7'), marks: [1, 9, 9], hash: 'b' },
      ),
      {},
      run,
      folder,
    );
    expect(difference).toEqual({
      event: 2,
      first: '2 ms S1 send S2: 0.5',
      second: '2 ms S1 send S2: 0.7',
    });
    expect(traces[0]).toContain('"0.5"');
    expect(traces[1]).toContain('"0.7"');
  });

  it('is found by the marks, when it stands in a payload that is not shown', async () => {
    const { difference } = await findDifference(
      pool(
        { records: records('x'), marks: [1, 2, 3], hash: 'a' },
        { records: records('x'), marks: [1, 9, 9], hash: 'b' },
      ),
      {},
      run,
      folder,
    );
    expect(difference?.event).toBe(2);
  });

  it('is looked for more than once', async () => {
    const same = { records: records('x'), marks: [1, 2, 3], hash: 'a' };
    const other = { records: records('y'), marks: [1, 2, 9], hash: 'b' };
    const found = await findDifference(pool(same, same, same, other), {}, run, folder);
    expect(found.difference?.event).toBe(2);
    const lost = await findDifference(pool(same, same, same, same, same), {}, run, folder);
    expect(lost.difference).toBeUndefined();
  });
});

it('keeps evidence of the newest twenty', async () => {
  const run = { lab: 'raft', case: 'raft/2A/A', seed: 3 };
  const paths: string[] = [];
  for (let i = 0; i < 22; i++) {
    paths.push(await keepEvidence({ ...run, seed: i }, 'died', { 'death.txt': `${i}` }, folder));
  }
  expect(await readdir(folder)).toHaveLength(20);
  expect(await readFile(join(paths[21]!, 'death.txt'), 'utf8')).toBe('21');
  await expect(readFile(join(paths[0]!, 'death.txt'), 'utf8')).rejects.toThrow();
});
