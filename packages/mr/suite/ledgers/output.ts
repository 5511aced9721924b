/** The output (§2): what the sequential program puts out, looked at as soon as it has a final name. */
import { type Moment, moment, shortened, violation, when } from 'harness';
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
          `are in none of them: ${missing.slice(0, 5).map(shown).join(', ')}.`,
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
    const found = this.#run.job.linesOf(this.#run.fs.read(outputOf(reduce)).toString());
    const keys = [...found.keys()];
    for (const [key, values] of found) this.#checkKey(reduce, key, values, attempt);
    const since = moment(this.#run);
    for (const key of keys) this.#places.set(key, { reduce, since });
    const wrong = keys.findIndex((key, i) => i > 0 && key < (keys[i - 1] ?? ''));
    if (wrong < 0) return;
    throw violation(
      this.#run,
      KEY_ORDER,
      `In mr-out-${reduce}, ${shown(keys[wrong] ?? '')} comes after ${shown(keys[wrong - 1] ?? '')}. Within a ` +
        `partition, reduce is called for one key after the other in increasing order, as < compares ` +
        `texts: by UTF-16 code units, and by no locale.`,
    );
  }

  #checkKey(reduce: number, key: string, values: readonly string[], attempt: Attempt): void {
    const before = this.#places.get(key);
    if (before && before.reduce !== reduce) {
      throw violation(
        this.#run,
        PARTITIONS,
        `The key ${shown(key)} is in mr-out-${before.reduce}, which got its final name ${when(before.since)}, and ` +
          `now in mr-out-${reduce}: all pairs of a key belong to one partition, whichever map task has ` +
          `emitted them.`,
        before.since,
      );
    }
    const expected = this.#run.job.expected.get(key);
    if (expected?.toSorted().join('\n') === values.toSorted().join('\n')) return;
    const wanted = expected ? shown(expected.join(' | ')) : 'no such key';
    throw violation(
      this.#run,
      OUTPUT,
      `mr-out-${reduce} has ${shown(key)}: ${shown(values.join(' | '))}, the sequential program: ${wanted}. ` +
        `It is the output of ${nameOf(attempt.task)}:\n${describeAttempts([attempt])}`,
      attempt.given,
    );
  }
}

/** Words as they are; what could be misread, as JSON. */
function shown(text: string): string {
  return /^[\p{L}\d |,./]{1,60}$/u.test(text) ? text : shortened(text);
}
