/** Lets the faults of a list happen to a cluster, each at its time. */
import { type Address, Inconclusive } from 'sim';
import type { Cluster } from '../cluster.ts';
import { describeAction, type Fault, type MessageAction, serversOf } from './fault.ts';

/** A fault begins or ends. */
interface Step {
  /** ms */
  readonly at: number;
  readonly fault: Fault;
  readonly begins: boolean;
}

export class FaultPlayer {
  readonly #cluster: Cluster;
  /** Those that are still to come, in order. */
  #steps: readonly Step[];
  /** Faults may overlap: what one of them does lasts until the last one like it is over. */
  readonly #active = new Set<Fault>();

  /** @throws Inconclusive for faults that do not fit the cluster */
  constructor(cluster: Cluster, faults: readonly Fault[]) {
    this.#cluster = cluster;
    check(cluster, faults);
    this.#steps = faults.flatMap(stepsOf).toSorted((a, b) => a.at - b.at);
  }

  /** All that happens up to that time, in virtual ms since the run began. */
  async play(until: number): Promise<void> {
    while (this.#steps[0] !== undefined && this.#steps[0].at <= until) {
      const [step, ...later] = this.#steps;
      this.#steps = later;
      if (step.at > this.#cluster.now) await this.#cluster.sleep(step.at - this.#cluster.now);
      await (step.begins ? this.#begin(step.fault) : this.#end(step.fault));
    }
    await this.#cluster.sleep(Math.max(0, until - this.#cluster.now));
  }

  /** Ends all faults but those that keep a server away until all is healed; no other one comes. */
  async calm(): Promise<void> {
    for (const { fault, begins } of this.#steps) {
      if (begins) this.#cluster.world.note(`fault ${fault.fault} never begins: all is calm now`);
    }
    this.#steps = [];
    for (const fault of this.#active) if (fault.for !== undefined) await this.#end(fault);
  }

  /** Ends all faults; no other one comes. */
  async heal(): Promise<void> {
    this.#steps = [];
    for (const fault of this.#active) await this.#end(fault);
  }

  async #begin(fault: Fault): Promise<void> {
    this.#cluster.world.note(`fault ${fault.fault}: ${describeAction(fault)}`);
    this.#active.add(fault);
    const { world } = this.#cluster;
    if (fault.action === 'pause') world.pause(fault.server);
    else if (fault.action === 'power failure') world.files.powerFailure(fault.servers);
    else if (fault.action !== 'crash') this.#set(fault);
    else if (fault.afterEffects === undefined) this.#cluster.crash(fault.server);
    else world.crashAfterEffects(fault.server, fault.afterEffects);
  }

  async #end(fault: Fault): Promise<void> {
    if (!this.#active.delete(fault)) return;
    this.#cluster.world.note(`fault ${fault.fault} is over: ${describeAction(fault)}`);
    if (fault.action === 'crash') await this.#bringBack(fault.server);
    else if (fault.action === 'power failure') {
      for (const server of fault.servers) await this.#bringBack(server);
    } else if (fault.action !== 'pause') this.#set(fault);
    else if (!this.#isIn('pause', fault.server)) this.#cluster.world.resume(fault.server);
  }

  /** What faults like this one come to, now that it has begun or ended. */
  #set(fault: Exclude<Fault, { action: 'crash' | 'pause' | 'power failure' }>): void {
    const { world, network } = this.#cluster;
    switch (fault.action) {
      case 'cut':
        return this.#setCuts(fault);
      case 'links':
        return this.#setShapes(fault);
      case 'isolate': {
        const { server } = fault;
        if (this.#isIn('isolate', server)) return this.#cluster.disconnect(server);
        return this.#cluster.connect(server);
      }
      case 'clock': {
        const of = this.#all('clock').filter(({ server }) => server === fault.server);
        return world.setClockRate(fault.server, of.at(-1)?.rate ?? 1);
      }
      case 'slow disk': {
        const of = this.#all('slow disk').filter(({ server }) => server === fault.server);
        return world.files.setSlowness(
          fault.server,
          Math.max(1, ...of.map(({ slowness }) => slowness)),
        );
      }
      case 'ties':
        return world.permuteTies(Math.max(0, ...this.#all('ties').map(({ within }) => within)));
      case 'loss':
      case 'duplicates':
      case 'late requests':
      case 'late replies':
        network.weather = {
          loss: this.#share('loss'),
          duplicates: this.#share('duplicates'),
          lateRequests: this.#share('late requests'),
          lateReplies: this.#share('late replies'),
        };
    }
  }

  #setCuts(fault: Fault & { action: 'cut' }): void {
    const { network } = this.#cluster;
    for (const [from, to] of linksOf(fault)) network.heal(from, to);
    for (const [from, to] of this.#all('cut').flatMap(linksOf)) network.cut(from, to);
  }

  /** The later of two faults of a link decides its length, and the later of two its width. */
  #setShapes(fault: Fault & { action: 'links' }): void {
    for (const [from, to] of linksOf(fault)) {
      const isOn = (other: Fault & { action: 'links' }): boolean =>
        linksOf(other).some(([a, b]) => a === from && b === to);
      const shapes = this.#all('links').filter(isOn);
      const delay = shapes.findLast((shape) => shape.delay)?.delay;
      const bandwidth = shapes.findLast((shape) => shape.bandwidth)?.bandwidth;
      const shape = { ...(delay && { delay }), ...(bandwidth && { bandwidth }) };
      this.#cluster.network.shape(from, to, shapes.length === 0 ? undefined : shape);
    }
  }

  async #bringBack(server: Address): Promise<void> {
    if (this.#isIn('crash', server)) return;
    if (this.#all('power failure').some(({ servers }) => servers.includes(server))) return;
    this.#cluster.world.crashAfterEffects(server, -1);
    if (!this.#cluster.isUp(server)) await this.#cluster.restart(server);
  }

  #all<A extends Fault['action']>(action: A): (Fault & { action: A })[] {
    return [...this.#active].filter(
      (fault): fault is Fault & { action: A } => fault.action === action,
    );
  }

  #isIn(action: 'isolate' | 'pause' | 'crash', server: Address): boolean {
    return this.#all(action).some((fault) => fault.server === server);
  }

  #share(action: MessageAction): number {
    return Math.max(0, ...this.#all(action).map(({ share }) => share));
  }
}

function stepsOf(fault: Fault): Step[] {
  const begin = { at: fault.at, fault, begins: true };
  if (fault.for === undefined) return [begin];
  return [begin, { at: fault.at + fault.for, fault, begins: false }];
}

function linksOf({
  from,
  to,
  bothWays = false,
}: Fault & { action: 'cut' | 'links' }): [Address, Address][] {
  const links = from.flatMap((a) => to.map((b): [Address, Address] => [a, b]));
  return bothWays ? [...links, ...links.map(([a, b]): [Address, Address] => [b, a])] : links;
}

function check({ servers, majority }: Cluster, faults: readonly Fault[]): void {
  for (const fault of faults) {
    const stranger = serversOf(fault).find((server) => !servers.includes(server));
    if (stranger === undefined) continue;
    const there = `${servers[0]} to ${servers.at(-1)}`;
    throw new Inconclusive(
      `Fault ${fault.fault} speaks of ${stranger}, but the servers of this run are ${there}: ` +
        `the list is of another case or another seed.`,
    );
  }
  const lasting = faults.filter((fault) => fault.for === undefined);
  const away = new Set(lasting.flatMap(serversOf));
  if (servers.length - away.size >= majority) return;
  throw new Inconclusive(
    `The faults keep ${[...away].join(', ')} away until all heals: expected a majority, ` +
      `${majority} of ${servers.length} servers, to be left. Give some of them an end ("for").`,
  );
}
