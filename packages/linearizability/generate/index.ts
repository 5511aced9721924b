/** Histories from a seed, for tests and benchmarks: clients of a key/value server that is right, or nearly. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { History } from '../src/operation.ts';
import type { KeyValueOp, KeyValueResult } from '../src/models/key-value.ts';
import { Recorder } from '../src/recorder.ts';
import { Server, type Fault } from './server.ts';

export type { Fault } from './server.ts';

export interface Recipe {
  readonly seed: number;
  readonly clients: number;
  /** Operations of all clients together. */
  readonly operations: number;
  /** Keys, each as likely as any other; 1 by default. */
  readonly keys?: number;
  /** Shares of puts and appends, in [0, 1]; the rest are gets. As in the course: 0.05 and 0.5. */
  readonly puts?: number;
  readonly appends?: number;
  /** At the most so long a client thinks between two operations, ms; 0 by default: all are always busy. */
  readonly think?: number;
  /** Share of operations of which the client never hears again: it starts over as another client. */
  readonly pending?: number;
  /** What the server does wrong, once, after half of the operations. */
  readonly fault?: Fault;
}

/** The time from a call to its effect, and from there to the return: at the most so many ms each. */
const LATENCY = 10;

interface Client {
  name: string;
  /** When it goes on, µs. */
  at: number;
  go(): void;
}

/** The history of a run. All that happens in it is decided by the seed. */
export function generate(recipe: Recipe): History<KeyValueOp, KeyValueResult> {
  return new Run(recipe).history();
}

class Run {
  readonly #recipe: Recipe;
  readonly #random;
  readonly #recorder = new Recorder<KeyValueOp, KeyValueResult>();
  readonly #server: Server;
  readonly #clients: Client[] = [];
  #named = 0;
  #called = 0;
  #now = 0;
  #event = 0;

  constructor(recipe: Recipe) {
    this.#recipe = recipe;
    this.#random = xoroshiro128plus(recipe.seed);
    this.#server = new Server(recipe.fault, recipe.operations / 2);
    for (let i = 0; i < recipe.clients; i++) this.#clients.push(this.#newClient());
  }

  history(): History<KeyValueOp, KeyValueResult> {
    for (;;) {
      const next = this.#clients.reduce((a, b) => (b.at < a.at ? b : a));
      if (next.at === Number.POSITIVE_INFINITY) return this.#recorder.history();
      this.#now = next.at;
      this.#event += 1;
      next.go();
    }
  }

  #newClient(): Client {
    const name = `C${++this.#named}`;
    const client: Client = { name, at: this.#after(LATENCY), go: () => this.#call(client) };
    return client;
  }

  #call(client: Client): void {
    if (this.#called === this.#recipe.operations) {
      client.at = Number.POSITIVE_INFINITY;
      return;
    }
    this.#called += 1;
    const op = this.#draw();
    const id = this.#recorder.called(client.name, op, this.#when());
    client.at = this.#after(LATENCY);
    client.go = () => this.#take(client, id, op);
  }

  /** The operation takes effect, unless nothing is heard of it again and it never does. */
  #take(client: Client, id: number, op: KeyValueOp): void {
    const lost = this.#chance(this.#recipe.pending ?? 0);
    if (lost && this.#chance(0.5)) return this.#startOver(client);
    const result = this.#server.do(op);
    if (lost) return this.#startOver(client);
    client.at = this.#after(LATENCY);
    client.go = () => {
      this.#recorder.returned(id, result, this.#when());
      client.at = this.#after(this.#recipe.think ?? 0);
      client.go = () => this.#call(client);
    };
  }

  #startOver(client: Client): void {
    client.name = `C${++this.#named}`;
    client.at = this.#after(LATENCY);
    client.go = () => this.#call(client);
  }

  #draw(): KeyValueOp {
    const { keys = 1, puts = 0.05, appends = 0.5 } = this.#recipe;
    const key = `k${this.#below(keys)}`;
    const value = `<${this.#called}>`; // No value is part of another one.
    const kind = this.#below(1000) / 1000;
    if (kind < puts) return { kind: 'put', key, value };
    return kind < puts + appends ? { kind: 'append', key, value } : { kind: 'get', key };
  }

  #when(): { time: number; event: number } {
    return { time: this.#now / 1000, event: this.#event };
  }

  /** A time within the next `most` ms, µs. */
  #after(most: number): number {
    return this.#now + this.#below(most * 1000 + 1);
  }

  #chance(p: number): boolean {
    return this.#below(1000) < p * 1000;
  }

  #below(range: number): number {
    return Math.floor(((this.#random.next() >>> 0) * range) / 0x1_0000_0000);
  }
}
