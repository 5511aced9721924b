/** The checker of histories over their length, how many clients ask at once, and what they do. */
import { generate, type Recipe } from 'linearizability/generate';
import {
  check,
  keyValue,
  type KeyValueOp,
  type KeyValueResult,
  type Verdict,
} from 'linearizability';
import type { Benchmark, Row } from './benchmark.ts';
import { medianCpuMs } from './cpu.ts';

const ROUNDS = 3;

interface Line extends Omit<Recipe, 'seed'> {
  readonly goal?: string;
  readonly expected: Verdict<KeyValueOp, KeyValueResult>['verdict'];
}

const lines: readonly Line[] = [
  ...[1_000, 10_000, 100_000].map((operations): Line => {
    const goal = operations === 10_000 ? { goal: '100 ms' } : {};
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
  async run() {
    const rows: Row[] = [];
    for (const { goal = '', expected, ...recipe } of lines) {
      const history = generate({ seed: 1, ...recipe });
      let verdict = check(keyValue, history);
      if (verdict.verdict !== expected)
        throw new Error(`${nameOf(recipe)}: ${verdict.verdict}, expected ${expected}`);
      const rounds = expected === 'ok' ? ROUNDS : 1;
      const ms = await medianCpuMs(rounds, () => (verdict = check(keyValue, history)));
      const states = verdict.verdict === 'illegal' ? 'explained' : `${verdict.states} states`;
      rows.push({
        what: nameOf(recipe),
        value: `${ms.toFixed(0)} ms CPU (${verdict.verdict}, ${states})`,
        goal,
      });
    }
    return rows;
  },
};

function nameOf({ operations, clients, keys = 1, ...rest }: Omit<Recipe, 'seed'>): string {
  const { puts = 0.05, appends = 0.5, pending = 0, fault } = rest;
  const mix = `${puts * 100} % put, ${appends * 100} % append`;
  const special = [pending > 0 ? `${pending * 100} % pending` : [], fault ?? []].flat();
  return [`${operations} operations, ${clients} clients, ${keys} keys`, mix, ...special].join(', ');
}
