/**
 * A script: one server, S1, and puppets around it that say what the script makes them say. Every
 * message is placed by hand, in the notation of traces, so a story of the paper takes a few lines.
 * The puppets must tell a story that could happen: what they say is not judged, what S1 does is.
 */
import { type Address, Cluster, type Env, type Plain, type Property } from 'harness';
import type { NodeArgs } from '../node-args.ts';
import type { PuppetRequest } from '../puppet.ts';
import { type Ledgers, openLedgers } from './ledgers/index.ts';
import { show } from './ledgers/log-tree.ts';
import { keyOf } from './ledgers/rpc.ts';
import { commandAt, describeReply, parseCall } from './notation.ts';
import { CONTRACT, STATE_MACHINE_SAFETY } from './properties.ts';

/** Virtual ms that a server may take to do what it must: many times the longest legal timeout. */
const LIVENESS_MS = 60_000;
const POLL_MS = 10;

/** A request of S1 to a puppet. */
export interface Heard extends PuppetRequest {
  readonly puppet: Address;
}

export class Script extends Cluster {
  /** The server that is tested. */
  readonly server: Address = 'S1';
  readonly puppets: readonly Address[];
  readonly #ledgers: Ledgers;

  constructor(env: Env, options: { readonly servers: number }) {
    const [first = 'S1', ...puppets] = Array.from(
      { length: options.servers },
      (_, i) => `S${i + 1}`,
    );
    const args: NodeArgs = { servers: [first, ...puppets], puppets };
    super(env, { servers: options.servers, network: 'reliable', args: () => ({ ...args }) });
    this.puppets = puppets;
    const { majority, world } = this;
    this.#ledgers = openLedgers({
      clock: world,
      servers: [first],
      size: options.servers,
      majority,
    });
    for (const ledger of this.#ledgers.all) world.observe(ledger);
  }

  /** Sends a message, as in 'S2→S1 AppendEntries t1 prev=0@0 [1@1] commit=0': the reply. */
  async send(line: string): Promise<unknown> {
    const { from, to, method, args } = parseCall(line);
    const reply = await this.invoke(from, 'call', to, method, args as unknown as Plain);
    if (reply === null || reply === undefined) this.fail(CONTRACT, `${to} did not answer ${line}.`);
    return reply;
  }

  /**
   * Sends a message and wants its reply to begin like that.
   *
   * @param outcome 'ok' or 'rejected', 'granted' or 'refused'
   * @param property the rule that says so
   */
  async expect(line: string, outcome: string, property: Property, why: string): Promise<void> {
    const { method } = parseCall(line);
    const reply = describeReply(`raft.${method}`, await this.send(line));
    if (reply.startsWith(outcome)) return;
    this.fail(property, `${line}\n  answered: ${reply}, expected: ${outcome}.\n  ${why}`);
  }

  /** S1 has applied exactly these entries since it booted, as in '1@1', '2@2'. */
  checkApplied(...places: string[]): void {
    const { applies } = this.#ledgers;
    const last = applies.lastApplied(this.server);
    const found = Array.from({ length: last }, (_, i) => keyOf(applies.at(i + 1)?.command));
    const expected = places.map(commandAt);
    if (found.join() === expected.join()) return;
    this.fail(
      STATE_MACHINE_SAFETY,
      `S1 has applied ${show(found)}, but the entries that are committed are ${show(expected)}.`,
    );
  }

  /**
   * Waits until S1 calls a puppet.
   *
   * @param meanwhile what happens every `every` ms until then
   * @returns the first call; `null` when none has come in 60 s
   */
  async hear(
    every = POLL_MS,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Heard | null> {
    for (const deadline = this.now + LIVENESS_MS; this.now < deadline;) {
      for (const puppet of this.puppets) {
        const requests = (await this.invoke(puppet, 'take')) as unknown as PuppetRequest[];
        const [first] = requests;
        if (first) return { ...first, puppet };
      }
      await meanwhile();
      await this.sleep(every);
    }
    return null;
  }

  /** Makes a puppet answer what it has heard. */
  async answer({ puppet, id }: Heard, reply: Plain): Promise<void> {
    await this.invoke(puppet, 'answer', id, reply);
  }
}
