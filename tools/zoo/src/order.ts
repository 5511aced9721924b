/** Which runs a hunt is made of, in which order: what is likely to catch it first, then what is cheap. */
import type { Case } from 'harness';
import { isNamed } from './named.ts';
import type { Target } from './target.ts';

/** Cases that cost a hundred ms of CPU and more, two thirds of a pass. */
const LONG = [
  /^raft.*(Figure8$|Figure8Unreliable|Churn|SnapshotInstall|Persist2|Promises|CrashPoints|Swarm)/,
  /^kvraft.*(Concurrent|Persist|ManyPartitions|Unreliable|Speed|Recover|Basic|ManyClerks|Memory|Size)/,
];

/** Runs of one task: the process stops at the first failure, so few are begun in vain. */
const TASK = 8;

interface Step {
  readonly case: string;
  readonly seed: number;
}

/**
 * Tasks of a few runs each. The expected cases come first, all of their seeds; then, seed by seed,
 * all others, the long ones last.
 *
 * @param seeds of each case: 1, 2, …
 * @param others false: only the expected cases
 */
export function* tasksOf(
  target: Target,
  cases: readonly Case[],
  seeds: number,
  others = true,
): Generator<readonly Step[]> {
  const open = cases.filter(({ id }) => target.without?.test(id) !== true);
  const expected = open.filter(({ id }) => isExpected(target, id));
  for (let seed = 1; seed <= seeds; seed++) {
    if (expected.length > 0) yield expected.map((test) => ({ case: test.id, seed }));
  }
  if (!others) return;
  const rest = open.filter((test) => !expected.includes(test));
  const short = rest.filter(({ id }) => !isLong(id));
  const long = rest.filter(({ id }) => isLong(id));
  for (let seed = 1; seed <= seeds; seed++) {
    for (const list of [short, long]) {
      for (let from = 0; from < list.length; from += TASK) {
        yield list.slice(from, from + TASK).map((test) => ({ case: test.id, seed }));
      }
    }
  }
}

export function isLong(id: string): boolean {
  return LONG.some((names) => names.test(id));
}

export function isExpected({ expected }: Target, id: string): boolean {
  return expected?.cases.some((name) => isNamed(id, name)) === true;
}
