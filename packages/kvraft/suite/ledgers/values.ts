/**
 * What is read, marker by marker: each append has happened at most once, those of one client in the
 * order in which it asked, and nothing is read that nobody has written (§8). All of that follows from
 * linearizability; here it is found at once, and said in plain words.
 */
import { type Property, violation } from 'harness';
import type { Run } from 'raft/suite/beneath';
import { CLIENT_ORDER, EXACTLY_ONCE, INVENTED_VALUE } from '../properties.ts';
import type { Attempts } from './attempts.ts';
import type { ClientHistory, Returned } from './history.ts';
import { type Marker, markersIn } from './markers.ts';

/** What was read of a key, as far as it was looked at. */
interface Read {
  readonly value: string;
  readonly seen: Set<string>;
  /** By client: the number of its last marker. */
  readonly last: Map<string, number>;
}

/** What is wrong with a value. */
type Problem = readonly [property: Property, text: string, written: readonly string[]];

export class Values {
  readonly #run: Run;
  readonly #history: ClientHistory;
  readonly #attempts: Attempts;
  /** By key. */
  readonly #reads = new Map<string, Read>();

  constructor(run: Run, history: ClientHistory, attempts: Attempts) {
    this.#run = run;
    this.#history = history;
    this.#attempts = attempts;
    history.watch((returned) => this.#returned(returned));
  }

  #returned({ client, op: { kind, key }, result }: Returned): void {
    if (kind !== 'get' || result === null) return;
    const before = this.#reads.get(key);
    if (before?.value.startsWith(result)) return; // An earlier value, or the same.
    const grown = before !== undefined && result.startsWith(before.value) ? before : undefined;
    const { seen, last } = grown ?? { seen: new Set<string>(), last: new Map<string, number>() };
    this.#reads.set(key, { value: result, seen, last });
    for (const found of markersIn(result.slice(grown?.value.length ?? 0))) {
      const problem = this.#problem(key, found, seen, last);
      if (problem) throw this.#violation(client, key, problem);
      seen.add(found.text);
      last.set(found.client, found.number);
    }
  }

  #problem(
    key: string,
    found: Marker,
    seen: Read['seen'],
    last: Read['last'],
  ): Problem | undefined {
    const { text, client, number } = found;
    if (seen.has(text)) {
      const what = `it finds ${text} twice, which was written by one operation`;
      return [EXACTLY_ONCE, `${what}: that was executed twice`, [text]];
    }
    const previous = last.get(client) ?? 0;
    if (number < previous) {
      const later = `(${client} ${previous})`;
      const what = `it finds ${text} behind ${later}, but ${client} asked for the latter only`;
      return [CLIENT_ORDER, `${what} when the former had been done`, [text, later]];
    }
    if (this.#history.isWritten(key, text)) return undefined;
    return [INVENTED_VALUE, `it finds ${text}, which nobody has written to that key`, [text]];
  }

  #violation(client: string, key: string, [property, text, written]: Problem): Error {
    const lines = [
      `When ${client} reads ${key}, ${text}.`,
      ...written.map((marker) => this.#attempts.describe(marker)),
      this.#history.explain(key),
    ];
    return violation(this.#run, property, lines.filter((line) => line !== '').join('\n'));
  }
}
