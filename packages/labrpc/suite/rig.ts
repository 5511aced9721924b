/** One server and its clients on a network: what the cases of labrpc work with. */
import { type Address, encode, type Plain, type Property, Violation, type World } from 'sim';
import type { Network } from '../src/network.ts';
import { CLIENTS, type NodeArgs, type Request, SERVER } from './nodes.ts';

/** What a run gives to a case. The harness gives more; labrpc stands below it and can't import it. */
export interface Env {
  readonly world: World;
  readonly network: Network;
}

export class Rig {
  readonly network: Network;
  readonly world: World;

  constructor({ world, network }: Env) {
    this.world = world;
    this.network = network;
  }

  /** Virtual ms since the run began. */
  get now(): number {
    return this.world.now / 1000;
  }

  /** Lets that many virtual ms pass. */
  sleep(ms: number): Promise<void> {
    return this.world.sleep(ms * 1000);
  }

  /** Starts the server, as a new incarnation when it has been up before. */
  bootServer(): Promise<void> {
    return this.#boot(SERVER, { role: 'server' });
  }

  /** Starts a node that can host any number of clients. */
  bootClients(address: Address = CLIENTS): Promise<void> {
    return this.#boot(address, { role: 'clients' });
  }

  crash(address: Address): void {
    this.world.note(`crashes ${address}`);
    this.world.crash(address);
  }

  connect(address: Address): void {
    this.world.note(`connects ${address}`);
    this.network.connect(address);
  }

  disconnect(address: Address): void {
    this.world.note(`cuts ${address} off`);
    this.network.disconnect(address);
  }

  /** A new client makes one call. Resolves to the reply; `null` when none came. */
  async call(method: Request[0], args: Plain): Promise<Plain> {
    const [reply] = await this.callInTurn([[method, args]]);
    return reply;
  }

  /** A new client makes calls one after another; the replies in that order. */
  callInTurn(requests: readonly Request[], address = CLIENTS): Promise<Plain[]> {
    return this.#replies(address, 'inTurn', requests);
  }

  /** A new client makes calls without waiting in between; the replies in that order. */
  callAtOnce(requests: readonly Request[]): Promise<Plain[]> {
    return this.#replies(CLIENTS, 'atOnce', requests);
  }

  /** Two values must be the same plain data. */
  expectSame(property: Property, what: string, actual: Plain, expected: Plain): void {
    const [came, wanted] = [encode(actual), encode(expected)];
    this.expect(came === wanted, property, `${what}: expected ${wanted}, got ${came}.`);
  }

  /** Ends the run unless the rule holds. */
  expect(holds: boolean, property: Property, explanation: string): void {
    if (!holds) throw new Violation(property, explanation, [this.world.eventNumber]);
  }

  async #replies(address: Address, how: string, requests: readonly Request[]): Promise<Plain[]> {
    const replies = await this.world.invoke(address, how, [requests]);
    // Nothing comes from clients that have died with their node.
    return (replies as Plain[] | undefined) ?? requests.map(() => null);
  }

  #boot(address: Address, args: NodeArgs): Promise<void> {
    this.world.note(`starts ${address}`);
    return this.world.boot(address, args);
  }
}
