/** The output (§2): what the sequential program puts out, looked at as soon as it has a final name. */
import { type Moment, moment, violation, when } from 'harness';
import { nameOf } from '../notation.ts';
import { outputOf } from '../names.ts';
import { KEY_ORDER, OUTPUT, PARTITIONS } from '../properties.ts';
import type { Attempt } from './book.ts';
import type { Finals } from './finals.ts';
import type { Run } from './run.ts';
import { describeAttempts } from './words.ts';

/** Keys for each partition: of so many, a hash leaves none empty, but once in e¹² jobs or so. */
const MANY = 15;

/** Where a key is. */
interface Place {
  readonly reduce: number;
  readonly since: Moment;
}

export class Output {
  readonly #run: Run;
  readonly #places = new Map<string, Place>();

  constructor(run: Run, finals: Finals) {
    this.#run = run;
    finals.watch(({ kind, number }, { attempt }) => {
      if (kind === 'reduce') this.#look(number, attempt);
    });
  }

  /** All outputs together. @throws Violation when something is missing */
  check(): void {
    const { nReduce, expected } = this.#run.job;
    const missing = [...expected.keys()].filter((key) => !this.#places.has(key));
    if (missing.length > 0) {
      throw violation(
        this.#run,
        OUTPUT,
        `All ${nReduce} outputs have their final names, but ${missing.length} of ${expected.size} keys ` +
          `are in none of them: ${missing.slice(0, 5).join(', ')}.`,
      );
    }
    if (expected.size < MANY * nReduce) return;
    const used = new Set([...this.#places.values()].map(({ reduce }) => reduce));
    for (let number = 0; number < nReduce; number++) {
      if (used.has(number)) continue;
      throw violation(
        this.#run,
        PARTITIONS,
        `Partition ${number} has no key, though there are ${expected.size} keys for ${nReduce} ` +
          `partitions: a hash of the key modulo nReduce spreads them.`,
      );
    }
  }

  #look(reduce: number, attempt: Attempt): void {
    const found = linesOf(this.#run.fs.read(outputOf(reduce)).toString());
    const keys = [...found.keys()];
    for (const [key, values] of found) this.#checkKey(reduce, key, values, attempt);
    const since = moment(this.#run);
    for (const key of keys) this.#places.set(key, { reduce, since });
    const isPlain = (key: string): boolean => /^[a-z]+$/.test(key);
    const plain = keys.filter(isPlain);
    const wrong = plain.findIndex((key, i) => i > 0 && key < (plain[i - 1] ?? ''));
    if (wrong < 0) return;
    throw violation(
      this.#run,
      KEY_ORDER,
      `In mr-out-${reduce}, ${plain[wrong]} comes after ${plain[wrong - 1]}. Within a partition, reduce is ` +
        `called for one key after the other in increasing order.`,
    );
  }

  #checkKey(reduce: number, key: string, values: readonly string[], attempt: Attempt): void {
    const before = this.#places.get(key);
    if (before && before.reduce !== reduce) {
      throw violation(
        this.#run,
        PARTITIONS,
        `The key ${key} is in mr-out-${before.reduce}, which got its final name ${when(before.since)}, and ` +
          `now in mr-out-${reduce}: all pairs of a key belong to one partition, whichever map task has ` +
          `emitted them.`,
        before.since,
      );
    }
    const expected = this.#run.job.expected.get(key);
    if (expected?.toSorted().join('\n') === values.toSorted().join('\n')) return;
    const wanted = expected?.join(' | ') ?? 'no such key';
    throw violation(
      this.#run,
      OUTPUT,
      `mr-out-${reduce} has ${key}: ${values.join(' | ')}, the sequential program: ${wanted}. It is the ` +
        `output of ${nameOf(attempt.task)}:\n${describeAttempts([attempt])}`,
      attempt.given,
    );
  }
}

/** Key → what is behind it, of all its lines. */
function linesOf(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const space = line.indexOf(' ');
    const [key, value] = [line.slice(0, space), line.slice(space + 1)];
    const values = found.get(key);
    if (values === undefined) found.set(key, [value]);
    else values.push(value);
  }
  return found;
}
