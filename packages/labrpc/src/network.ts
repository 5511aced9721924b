/**
 * The lossy network of the labs, in virtual time, with the constants of the Go course's labrpc.
 *
 * Loss and delay of a message are drawn when it is sent; that the receiver is up and reachable is
 * checked when it arrives, for the request and again for the reply. A request goes to an address,
 * so a late one reaches the next incarnation; a reply goes only to the incarnation that asked.
 */
import { encodedSize, type Address, type NodeInfo, type Stream, type Wire, type World } from 'sim';
import { Rpc } from './rpc.ts';

type Node = Parameters<Wire['call']>[0];

/** µs in a ms. */
const MS = 1000;

/** A LAN: each way takes 0.5–1.5 ms. Zero would let a loop of RPCs run for ever at one instant. */
const LAN = { base: 500, spread: 1000 };
/** Unreliable: a request waits another 0–26 ms, and each way loses one message in ten. */
const UNRELIABLE = { delay: 27, loss: 0.1 };
/** Long reordering: two replies in three wait 200 + rand(1 + rand(2000)) ms. */
const REORDERING = { share: 2 / 3, base: 200, spread: 2000 };
/** How long a call to a server that can't be reached takes to fail. */
const UNREACHABLE = { short: 100, long: 7000 };
/** A caller learns within this time that the server has died under its request. */
const DEATH_NOTICE = 100;

/** The dice of one message; all are thrown for each, so that a setting never shifts the others. */
interface Dice {
  readonly lan: number;
  readonly delay: number;
  readonly loseRequest: boolean;
  readonly lanBack: number;
  readonly loseReply: boolean;
  readonly reorder: number | undefined;
  readonly unreachable: number;
}

/** How RPCs read in a trace; a suite brings the notation of its lab. */
export interface Notation {
  describeCall?(method: string, args: unknown): string;
  describeReply?(method: string, reply: unknown): string;
}

export class Network implements Wire {
  /** Requests and replies are delayed and lost. */
  unreliable = false;
  /** A call to an unreachable server takes up to 7 s to fail instead of 100 ms. */
  longDelays = false;
  /** Two replies in three are late, so that they overtake each other. */
  longReordering = false;
  /** RPCs made so far, and the bytes of their arguments and of the replies that arrived. */
  calls = 0;
  bytes = 0;

  readonly #world: World;
  readonly #notation: Notation;
  readonly #cut = new Set<Address>();
  readonly #received = new Map<Address, number>();
  readonly #links = new Map<string, Stream>();
  readonly #open = new Map<number, Rpc>();
  readonly #inFlight = new Map<Address, { calls: number; bytes: number }>();
  #lastId = 0;

  constructor(world: World, notation: Notation = {}) {
    this.#world = world;
    this.#notation = notation;
    world.wire = this;
  }

  /** Lets a server send and receive again. */
  connect(server: Address): void {
    this.#cut.delete(server);
  }

  /** Cuts a server off in both directions; what is on its way does not arrive. */
  disconnect(server: Address): void {
    this.#cut.add(server);
  }

  isConnected(server: Address): boolean {
    return !this.#cut.has(server);
  }

  /** Requests that have been delivered to a server. */
  rpcCount(server: Address): number {
    return this.#received.get(server) ?? 0;
  }

  /** RPCs under way from a server: what it still waits for. */
  open(from: Address): readonly Rpc[] {
    return [...this.#open.values()].filter((rpc) => rpc.from === from);
  }

  // The wire: what nodes and the world call.

  call(from: Node, callId: number, to: Address, method: string, args: string): void {
    const world = this.#world;
    const rpc = new Rpc(++this.#lastId, callId, from, to, method, args, world.now);
    this.calls += 1;
    rpc.bytes = encodedSize(args);
    this.bytes += rpc.bytes;
    if (!this.#fits(from, rpc)) return;
    this.#open.set(rpc.id, rpc);
    for (const hook of world.observers.hooks.called) hook(rpc);
    this.#record(from, 'send', rpc);
    const dice = this.#roll(from.address, to);
    if (!this.#reachable(rpc)) return this.#lose(rpc, dice.unreachable);
    const delay = dice.lan + (this.unreliable ? dice.delay : 0);
    if (this.unreliable && dice.loseRequest) return this.#lose(rpc, delay);
    world.arrival(delay, world.node(to), () => this.#request(rpc, dice));
  }

  respond(node: Node, requestId: number, reply: string): void {
    const rpc = this.#open.get(requestId);
    if (rpc === undefined || rpc.handler !== node.incarnation) return;
    rpc.handler = undefined;
    rpc.setReply(reply);
    for (const hook of this.#world.observers.hooks.responded) hook(rpc, node);
    this.#record(node, 'respond', rpc);
    const { dice } = rpc;
    if (dice === undefined) return;
    const delay = dice.lanBack + (this.longReordering ? (dice.reorder ?? 0) : 0);
    if (this.unreliable && dice.loseReply) return this.#lose(rpc, dice.lanBack);
    const caller = rpc.caller;
    this.#world.arrival(delay, caller, () => this.#reply(rpc, reply));
  }

  crashed(node: Node): void {
    for (const rpc of this.#open.values()) {
      if (rpc.caller === node && rpc.fromIncarnation === node.incarnation) {
        this.#close(rpc); // Nobody waits for it any more; the request itself travels on.
      } else if (rpc.to === node.address && rpc.handler === node.incarnation) {
        rpc.handler = undefined;
        this.#lose(
          rpc,
          Math.floor(((rpc.dice?.unreachable ?? 0) / UNREACHABLE.long) * DEATH_NOTICE),
        );
      }
    }
  }

  // The way of one RPC.

  /** The request arrives. */
  #request(rpc: Rpc, dice: Dice): void | Promise<void> {
    const world = this.#world;
    if (!this.#reachable(rpc)) return this.#lose(rpc, dice.unreachable);
    const server = world.node(rpc.to);
    rpc.handler = server.incarnation;
    rpc.dice = dice;
    this.#received.set(rpc.to, this.rpcCount(rpc.to) + 1);
    world.hash.text(rpc.method);
    world.payload(rpc.argsText);
    this.#record(server, 'receive', rpc);
    for (const hook of world.observers.hooks.delivered) hook(rpc);
    return world.deliver(server, 'request', rpc.id, rpc.from, rpc.method, rpc.argsText);
  }

  /** The reply arrives. */
  #reply(rpc: Rpc, reply: string): void | Promise<void> {
    const world = this.#world;
    if (!this.#open.has(rpc.id)) return undefined;
    if (!this.#reachable(rpc)) return this.#lose(rpc, rpc.dice?.unreachable ?? 0);
    this.#close(rpc);
    this.bytes += encodedSize(reply);
    world.payload(reply);
    this.#record(rpc.caller, 'reply', rpc);
    for (const hook of world.observers.hooks.replied) hook(rpc);
    return world.deliver(rpc.caller, 'reply', rpc.callId, reply);
  }

  /** The caller will learn, after `delay` µs, that no reply comes. */
  #lose(rpc: Rpc, delay: number): void {
    const lost = (): void | Promise<void> => {
      if (!this.#open.has(rpc.id)) return undefined;
      this.#close(rpc);
      this.#record(rpc.caller, 'lost', rpc);
      return this.#world.deliver(rpc.caller, 'reply', rpc.callId, undefined);
    };
    this.#world.arrival(delay, rpc.caller, lost);
  }

  #reachable(rpc: Rpc): boolean {
    return !this.#cut.has(rpc.from) && !this.#cut.has(rpc.to) && this.#world.node(rpc.to).up;
  }

  #close(rpc: Rpc): void {
    if (!this.#open.delete(rpc.id)) return;
    const load = this.#inFlight.get(rpc.from);
    if (load) {
      load.calls -= 1;
      load.bytes -= rpc.bytes;
    }
  }

  #fits(from: NodeInfo, rpc: Rpc): boolean {
    let load = this.#inFlight.get(from.address);
    if (load === undefined) {
      load = { calls: 0, bytes: 0 };
      this.#inFlight.set(from.address, load);
    }
    load.calls += 1;
    load.bytes += rpc.bytes;
    const { callsInFlight, bytesInFlight } = this.#world.caps;
    if (load.calls <= callsInFlight && load.bytes <= bytesInFlight) return true;
    this.#world.fail(
      { name: 'Endless loop', section: '' },
      `${from.address} has ${load.calls} RPCs of ${load.bytes} bytes under way ` +
        `(at most ${callsInFlight} and ${bytesInFlight}): it calls faster than anything can come back.`,
    );
    return false;
  }

  #roll(from: Address, to: Address): Dice {
    const name = `${from}>${to}`;
    let link = this.#links.get(name);
    if (link === undefined) {
      link = this.#world.decisions.stream(name);
      this.#links.set(name, link);
    }
    link.step();
    const longest = this.longDelays ? UNREACHABLE.long : UNREACHABLE.short;
    const fine = 1 << 20;
    return {
      lan: LAN.base + link.int(LAN.spread, 'lan'),
      delay: link.int(UNRELIABLE.delay, 'delay') * MS,
      loseRequest: link.int(fine, 'loseRequest') < UNRELIABLE.loss * fine,
      lanBack: LAN.base + link.int(LAN.spread, 'lanBack'),
      loseReply: link.int(fine, 'loseReply') < UNRELIABLE.loss * fine,
      reorder: reorder(link, fine),
      unreachable: link.int(longest, 'unreachable') * MS,
    };
  }

  #record(node: NodeInfo, kind: 'send' | 'receive' | 'respond' | 'reply' | 'lost', rpc: Rpc): void {
    if (!this.#world.replay) return;
    const isReply = kind === 'respond' || kind === 'reply';
    const text = isReply
      ? (this.#notation.describeReply?.(rpc.method, rpc.reply) ??
        `${rpc.method} → ${rpc.replyText}`)
      : (this.#notation.describeCall?.(rpc.method, rpc.args) ?? `${rpc.method} ${rpc.argsText}`);
    const peer = kind === 'receive' || kind === 'respond' ? rpc.from : rpc.to;
    this.#world.record(node, kind, text, { peer });
  }
}

/** The lateness of a reply under long reordering, µs; `undefined` for the third that is on time. */
function reorder(link: Stream, fine: number): number | undefined {
  const chosen = link.int(fine, 'reorder') < REORDERING.share * fine;
  const spread = 1 + link.int(REORDERING.spread, 'reorderSpread');
  const late = (REORDERING.base + link.int(spread, 'reorderDelay')) * MS;
  return chosen ? late : undefined;
}
