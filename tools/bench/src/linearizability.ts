/** The checker of histories over their length, how many clients ask at once, and what they do. */
import { generate, type Recipe } from 'linearizability/generate';
import {
  check,
  type History,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
  type Verdict,
} from 'linearizability';
import type { Benchmark, Goal, Row } from './benchmark.ts';
import { samplesOfCpu } from './cpu.ts';

const ROUNDS = 3;
/** Porcupine's tests have so many illegal logs of Jepsen's. */
const ILLEGAL = 79;

interface Line extends Omit<Recipe, 'seed'> {
  readonly goal?: Goal;
  readonly expected: Verdict<KeyValueOp, KeyValueResult>['verdict'];
}

const lines: readonly Line[] = [
  ...[1_000, 10_000, 100_000].map((operations): Line => {
    const goal = operations === 10_000 ? { goal: { atMost: 100 } } : {};
    return { operations, clients: 10, keys: 10, expected: 'ok', ...goal };
  }),
  ...[1, 5, 10, 20].map((clients): Line => ({ operations: 10_000, clients, expected: 'ok' })),
  { operations: 10_000, clients: 100, keys: 10, expected: 'ok' },
  { operations: 10_000, clients: 10, puts: 0.5, appends: 0, expected: 'ok' },
  { operations: 10_000, clients: 10, puts: 0, appends: 0.5, expected: 'ok' },
  { operations: 10_000, clients: 10, keys: 10, pending: 0.01, expected: 'ok' },
  { operations: 10_000, clients: 10, keys: 10, fault: 'done twice', expected: 'illegal' },
  { operations: 10_000, clients: 30, expected: 'inconclusive' },
];

export const linearizability: Benchmark = {
  name: 'linearizability',
  about: 'check of a history: key/value, all clients always busy',
  run: async () => [...(await generated()), ...(await special()), ...(await illegal())],
};

async function generated(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { expected, goal, ...recipe } of lines) {
    const history = generate({ seed: 1, ...recipe });
    rows.push(await rowOf(nameOf(recipe), history, { expected, ...(goal && { goal }) }));
  }
  return rows;
}

/** Histories that took time in proportion to the square of their length, or had no verdict. */
async function special(): Promise<Row[]> {
  const busy = generate({ seed: 1, clients: 30, operations: 10_000 });
  const read = busy.findIndex(({ op }, i) => op.kind === 'get' && i >= busy.length / 2);
  const unwritten = busy.map((operation, i) =>
    i === read && operation.returned
      ? { ...operation, returned: { ...operation.returned, result: 'unwritten' } }
      : operation,
  );
  return [
    await rowOf('80000 sequential operations, 1 key, 40000 distinct values', sequential(80_000), {
      goal: { atMost: 1000 },
      expected: 'ok',
    }),
    await rowOf('a get of an unwritten value among 10000 operations of 30 clients', unwritten, {
      goal: { atMost: 300 },
      expected: 'illegal',
    }),
  ];
}

/** Puts of distinct values, and a get of each, one after the other. */
function sequential(length: number): History<KeyValueOp, KeyValueResult> {
  return Array.from({ length }, (_, i) => {
    const value = `v${i >> 1}`;
    const isPut = i % 2 === 0;
    return {
      client: 'A',
      op: isPut ? { kind: 'put', key: 'x', value } : { kind: 'get', key: 'x' },
      called: { order: 2 * i },
      returned: { order: 2 * i + 1, result: isPut ? null : value },
    };
  });
}

/** Illegal histories about as long as the logs of Jepsen's. */
async function illegal(): Promise<Row[]> {
  const faults = ['stale read', 'lost update', 'done twice', 'made-up value'] as const;
  const histories = Array.from({ length: 400 }, (_, seed) => {
    const fault = faults[seed % faults.length] ?? 'stale read';
    return generate({ seed, clients: 5, operations: 170, think: 10, pending: 0.02, fault });
  });
  const all = histories.filter((history) => check(keyValue, history).verdict === 'illegal');
  const some = all.slice(0, ILLEGAL);
  const verdicts = (): Verdict<KeyValueOp, KeyValueResult>[] =>
    some.map((history) => check(keyValue, history));
  const decide = await samplesOfCpu(ROUNDS, verdicts);
  const explain = await samplesOfCpu(ROUNDS, () => {
    for (const verdict of verdicts()) if (verdict.verdict === 'illegal') verdict.explain();
  });
  const what = `${some.length} illegal histories of 170 operations, 5 clients`;
  return [
    { what, samples: decide, unit: 'ms CPU', note: 'verdicts only' },
    { what, samples: explain, unit: 'ms CPU', note: 'with explanations' },
  ];
}

async function rowOf(
  what: string,
  history: History<KeyValueOp, KeyValueResult>,
  { expected, ...goal }: Pick<Line, 'expected' | 'goal'>,
): Promise<Row> {
  let verdict = check(keyValue, history);
  if (verdict.verdict !== expected) {
    throw new Error(`${what}: ${verdict.verdict}, expected ${expected}`);
  }
  const samples = await samplesOfCpu(ROUNDS, () => (verdict = check(keyValue, history)));
  const { states, work } = verdict;
  const note = `${expected}, ${states} states, ${(work / 1e6).toFixed(1)} million units of work`;
  return { what, samples, unit: 'ms CPU', note, ...goal };
}

function nameOf({ operations, clients, keys = 1, ...rest }: Omit<Recipe, 'seed'>): string {
  const { puts = 0.05, appends = 0.5, pending = 0, fault } = rest;
  const mix = `${puts * 100} % put, ${appends * 100} % append`;
  const special = [pending > 0 ? `${pending * 100} % pending` : [], fault ?? []].flat();
  return [`${operations} operations, ${clients} clients, ${keys} keys`, mix, ...special].join(', ');
}
