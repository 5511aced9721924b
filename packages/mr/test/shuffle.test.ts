import fc from 'fast-check';
import { join } from 'node:path';
import type { App } from 'mr';
import { describe, expect, it } from 'vitest';
import { ExternalSort } from '../src/external-sort.ts';
import type { Group } from '../src/group.ts';
import { GroupTable } from '../src/group-table.ts';
import { readGroups } from '../src/group-file.ts';
import { runMapTask } from '../src/map-task.ts';
import { partition } from '../src/partition.ts';
import { runReduceTask } from '../src/reduce-task.ts';
import { ValueStream } from '../src/value-stream.ts';
import { Folder } from './folder.ts';

const never = new AbortController().signal;

/** Any text: control characters, line ends, halves of surrogate pairs. */
const text = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)),
});
const pairs = fc.array(fc.tuple(fc.oneof(text, fc.constantFrom('a', 'b')), text), {
  maxLength: 50,
});

function appOf(parts: Partial<App>): App {
  return {
    input: 'line',
    map: () => {},
    reduce: async (_key, values, emit) => {
      const all: string[] = [];
      for await (const value of values) all.push(value);
      emit(JSON.stringify(all.sort()));
    },
    ...parts,
  };
}

function byKeySorted(emitted: readonly (readonly [string, string])[]): [string, string[]][] {
  const keys = [...new Set(emitted.map(([key]) => key))].sort();
  return keys.map((key) => [
    key,
    emitted
      .filter(([k]) => k === key)
      .map(([, v]) => v)
      .sort(),
  ]);
}

async function readPairs(path: string): Promise<[string, string[]][]> {
  const table = new GroupTable();
  for await (const groups of readGroups(path)) {
    for (const [key, ...rest] of groups) {
      for (let at = 0; at < rest.length; at += 2)
        table.add(key, rest[at] as string, rest[at + 1] as number);
    }
  }
  return table.takeSorted().map((group) => [group[0], valuesIn(group).sort()]);
}

function valuesIn([, ...rest]: Group): string[] {
  const values: string[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    for (let times = rest[at + 1] as number; times > 0; times--) values.push(rest[at] as string);
  }
  return values;
}

describe('the shuffle', () => {
  it('brings every pair to the reduce task of its key, whatever text it is', async () => {
    const folder = await Folder.make();
    const file = await folder.write('input', 'x');
    const split = { file, start: 0, end: 1 };
    let number = 0;
    await fc.assert(
      fc.asyncProperty(pairs, fc.integer({ min: 1, max: 20 }), async (emitted, nReduce) => {
        number += 1;
        const app = appOf({
          map: (_key, _line, emit) => {
            for (const [key, value] of emitted) emit(key, value);
          },
        });
        const task = { kind: 'map', number, attempt: '1.1', split, nReduce } as const;
        const files = await runMapTask(task, app, folder.path, never);
        expect(files).toHaveLength(nReduce);
        for (const [reduce, name] of files.entries()) {
          const ours = emitted.filter(([key]) => partition(key, nReduce) === reduce);
          expect(await readPairs(join(folder.path, name))).toEqual(byKeySorted(ours));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('passes each key once and in order, however often the data went to disk', async () => {
    const folder = await Folder.make();
    let tries = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(pairs, { maxLength: 40 }), async (spills) => {
        tries += 1;
        const sort = new ExternalSort((run) => join(folder.path, `run-${tries}-${run}`));
        for (const [at, emitted] of spills.entries()) {
          if (at > 0) await sort.spill();
          for (const [key, value] of emitted) sort.add([key, value, 1]);
        }
        const sorted = await allOf(sort);
        expect(sorted).toEqual(byKeySorted(spills.flat()));
      }),
      { numRuns: 60 },
    );
  });

  it('goes to disk when memory is full', async () => {
    const folder = await Folder.make();
    const lines = 150;
    const file = await folder.write('input', 'x\n'.repeat(lines));
    const long = 'v'.repeat(2000);
    let combined = 0;
    const app = appOf({
      map: (key, _line, emit) => {
        for (let i = 0; i < 100; i++) emit(`${i} of ${key.replace(/^.*:/, '')}`, `${long}${i}`);
        emit('hot', `${key}${long}`);
      },
      combine: (key, values, emit) => {
        if (key === 'hot') combined += 1;
        for (const value of values) emit(value);
      },
      reduce: async (key, values, emit) => {
        let count = 0;
        for await (const value of values) count += value.length > 0 ? 1 : 0;
        if (key === 'hot' || count !== 1) emit(String(count));
      },
    });
    const map = {
      number: 0,
      attempt: '1.1',
      split: { file, start: 0, end: 2 * lines },
      nReduce: 1,
    };
    const inputs = await runMapTask({ kind: 'map', ...map }, app, folder.path, never);
    expect(combined).toBe(2);
    const reduce = { kind: 'reduce', number: 0, attempt: '1.2', inputs } as const;
    const output = await runReduceTask(reduce, app, folder.path, never);
    expect(await folder.read(output)).toBe(`hot ${lines}\n`);
    expect(await folder.names()).toContain('mr-run-0-1.tmp.1.2');
  });

  it('lets an application stop before the last value, and does not lose its place', async () => {
    const folder = await Folder.make();
    const file = await folder.write('input', 'x');
    const app = appOf({
      map: (_key, _line, emit) => {
        for (const key of 'abc') for (let i = 0; i < 3; i++) emit(key, String(i));
      },
      reduce: async (_key, values, emit) => {
        for await (const value of values) return emit(value);
      },
    });
    const map = { number: 0, attempt: '1.1', split: { file, start: 0, end: 1 }, nReduce: 1 };
    const inputs = await runMapTask({ kind: 'map', ...map }, app, folder.path, never);
    const reduce = { kind: 'reduce', number: 0, attempt: '1.2', inputs } as const;
    const output = await runReduceTask(reduce, app, folder.path, never);
    expect(await folder.read(output)).toBe('a 0\nb 0\nc 0\n');
  });
});

/** What a sort gives back, each key with as many of its values as are asked for. */
async function allOf(sort: ExternalSort, most = Infinity, interlude = IDLE) {
  const merge = await sort.sorted();
  const all: [string, string[]][] = [];
  for (let key = await merge.nextKey(); key !== undefined; key = await merge.nextKey()) {
    const values: string[] = [];
    for await (const value of new ValueStream(merge, interlude)) {
      values.push(value);
      if (values.length >= most) break;
    }
    all.push([key, values.sort()]);
  }
  await merge.close();
  return all;
}

const IDLE = { isDue: false, pause: () => Promise.resolve() };

describe('the external sort', () => {
  it('merges runs into one when there are many, and removes them', async () => {
    const folder = await Folder.make();
    const sort = new ExternalSort((run) => join(folder.path, `run-${run}`));
    const runs = Array.from({ length: 40 }, (_, run) => String(run));
    for (const run of runs) {
      sort.add([`key ${Number(run) % 3}`, run, 1]);
      await sort.spill();
    }
    const all = await allOf(sort);
    expect(all.flatMap(([, values]) => values).sort()).toEqual(runs.sort());
    expect(all.map(([key]) => key)).toEqual(['key 0', 'key 1', 'key 2']);
    expect((await folder.names()).length).toBeLessThan(20);
  });

  it('leaves out the values of a key that nobody asks for, in whichever run they are', async () => {
    const folder = await Folder.make();
    const sort = new ExternalSort((run) => join(folder.path, `run-${run}`));
    for (const value of ['1', '2', '3']) {
      sort.add(['a', value, 2]);
      sort.add(['b', value, 1]);
      await sort.spill();
    }
    expect((await allOf(sort, 1)).map(([key]) => key)).toEqual(['a', 'b']);
  });

  it('lets others in again and again while the values of one key are read', async () => {
    const sort = new ExternalSort(() => 'never written');
    sort.add(['a', '1', 10_000]);
    let pauses = 0;
    const pause = (): Promise<void> => {
      pauses += 1;
      return Promise.resolve();
    };
    await allOf(sort, Infinity, { isDue: true, pause });
    expect(pauses).toBeGreaterThan(10);
  });

  it('keeps every value of a key that has thousands', async () => {
    const table = new GroupTable();
    const values = Array.from({ length: 5000 }, (_, value) => String(value));
    for (const value of values) table.add('hot', value, 1);
    const groups = table.takeSorted();
    expect(groups.length).toBeGreaterThan(1); // So that it can be written piece by piece.
    expect(groups.flatMap(valuesIn)).toEqual(values);
  });
});

describe('the partition', () => {
  it("is 6.824's ihash: FNV-1a of the key's UTF-8, modulo nReduce", () => {
    // From Go: h := fnv.New32a(); h.Write([]byte(key)); int(h.Sum32() & 0x7fffffff)
    expect(partition('', 2 ** 31)).toBe(0x811c9dc5 & 0x7fffffff);
    expect(partition('a', 2 ** 31)).toBe(0xe40c292c & 0x7fffffff);
    expect(partition('foobar', 2 ** 31)).toBe(0xbf9cf968 & 0x7fffffff);
    expect(partition('é€', 2 ** 31)).toBe(fnv1a(Buffer.from('é€')) & 0x7fffffff);
    expect(partition('abc', 10)).toBe((fnv1a(Buffer.from('abc')) & 0x7fffffff) % 10);
  });
});

function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn;
  return Number(hash);
}
