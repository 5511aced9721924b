/** A cluster of servers on a network: the vocabulary that the cases of every lab share. */
import type { LinkShape, Network } from 'labrpc';
import {
  type Address,
  type Invocation,
  type Plain,
  type Property,
  type Stream,
  Violation,
  type World,
} from 'sim';
import type { Env } from './case.ts';
import { describeShape } from './faults/describe-shape.ts';

export interface ClusterOptions {
  /** Their addresses; a number stands for S1, S2, … */
  readonly servers: number | readonly Address[];
  readonly network: 'reliable' | 'unreliable';
  /** Length and width of all links. Default: a LAN. */
  readonly link?: LinkShape;
  /** What each server's program is given at boot. */
  readonly args?: (server: Address) => Plain;
}

/** Virtual seconds after which a method that has not returned is taken for one that never will. */
const INVOCATION_LIMIT = 10;

export class Cluster {
  readonly servers: readonly Address[];
  /** How many servers are a majority. */
  readonly majority: number;
  readonly network: Network;
  readonly random: Stream;
  readonly world: World;
  readonly #args: (server: Address) => Plain;
  #watching = false;

  constructor(env: Env, options: ClusterOptions) {
    this.world = env.world;
    this.network = env.network;
    this.random = env.random;
    const { servers } = options;
    this.servers =
      typeof servers === 'number'
        ? Array.from({ length: servers }, (_, i) => `S${i + 1}`)
        : servers;
    this.majority = Math.floor(this.servers.length / 2) + 1;
    this.network.unreliable = options.network === 'unreliable';
    if (options.link !== undefined) this.network.shapeAll(options.link);
    this.#args = options.args ?? (() => ({}));
  }

  /** Virtual ms since the run began. */
  get now(): number {
    return this.world.now / 1000;
  }

  /** Starts every server. */
  async boot(): Promise<void> {
    await Promise.all(this.servers.map((server) => this.restart(server)));
  }

  /** Lets that many virtual ms pass. */
  sleep(ms: number): Promise<void> {
    return this.world.sleep(Math.round(ms * 1000));
  }

  /**
   * Lets messages arrive that were sent until now.
   *
   * @param ms virtual ms that suffice on a LAN
   * @param ways number of messages that follow one from another
   */
  arrive(ms: number, ways = 1): Promise<void> {
    return this.sleep(ms + ways * this.network.longestLinkMs);
  }

  isUp(server: Address): boolean {
    return this.world.node(server).up;
  }

  /** Servers that are up and connected. */
  get connected(): Address[] {
    return this.servers.filter((server) => this.isUp(server) && this.network.isConnected(server));
  }

  /** Servers that are cut off, whether up or down. */
  get disconnected(): Address[] {
    return this.servers.filter((server) => !this.network.isConnected(server));
  }

  /** Gives the links between two groups of servers a length and a width, in both directions. */
  shapeLinks(some: readonly Address[], others: readonly Address[], shape: LinkShape): void {
    this.world.note(`${describeShape(shape)} on the links ${some.join(',')}↔${others.join(',')}`);
    for (const [one, other] of some.flatMap((a) => others.map((b) => [a, b] as const))) {
      this.network.shape(one, other, shape);
      this.network.shape(other, one, shape);
    }
  }

  connect(server: Address): void {
    this.world.note(`connects ${server}`);
    this.network.connect(server);
  }

  disconnect(server: Address): void {
    this.world.note(`cuts ${server} off`);
    this.network.disconnect(server);
  }

  connectAll(): void {
    for (const server of this.servers) this.connect(server);
  }

  /** Ends a server; what it saved stays on its disk. */
  crash(server: Address): void {
    this.world.note(`crashes ${server}`);
    this.world.crash(server);
  }

  /** Ends all servers at one moment, in the middle of what they do; what they saved stays. */
  crashAll(): void {
    this.world.note(`crashes all servers: power failure`);
    this.world.files.powerFailure(this.servers);
  }

  /** Starts a server that is down, with what is on its disk. */
  restart(server: Address): Promise<void> {
    this.world.note(`starts ${server}`);
    return this.world.boot(server, this.#args(server));
  }

  /**
   * Asks a server for a method of its program. One that has not returned after 10 virtual seconds, or
   * a little more, ends the run.
   *
   * @returns what it returned; `undefined` when it is down or dies before it answers
   */
  invoke(server: Address, method: string, ...args: Plain[]): Promise<Plain> {
    if (!this.#watching) this.#watch();
    return this.world.invocations.invoke(this.world.node(server), method, args, true);
  }

  /**
   * Looks now and then for a method that never returns, as long as there is one that has not. With
   * nothing to wait for it sleeps: a deadlock shall be seen as one.
   */
  #watch(): void {
    this.#watching = true;
    void this.sleep((INVOCATION_LIMIT * 1000) / 2).then(() => {
      const { now, invocations } = this.world;
      const open = invocations.open.filter(({ mustReturn }) => mustReturn);
      for (const invocation of open) {
        if (invocation.node.paused) invocation.free = now;
        if (now - invocation.free >= INVOCATION_LIMIT * 1e6) return this.#failsToReturn(invocation);
      }
      this.#watching = open.length > 0;
      return this.#watching ? this.#watch() : undefined;
    });
  }

  #failsToReturn({ node, method, since }: Invocation): void {
    const explanation =
      `${node.address} has not returned from ${method}(), called at ${since / 1000} ms, ` +
      `in more than ${INVOCATION_LIMIT} virtual seconds.`;
    this.world.fail({ name: 'A method never returns', section: '' }, explanation);
  }

  /** Ends the run: a rule is broken. The trace shows it at this event, which may have nothing else. */
  fail(property: Property, explanation: string, cites?: readonly number[]): never {
    this.world.note(`fails: ${property.name}`);
    throw new Violation(property, explanation, cites ?? [this.world.eventNumber]);
  }
}
