/**
 * The lossy network of the labs, in virtual time.
 *
 * Loss and delay of an RPC are drawn when it is sent (see dice.ts). Whether the two ends are connected
 * is checked when a message arrives, for the request and again for the reply. A request goes to an
 * address, so a late one reaches the next incarnation; a reply goes only to the incarnation that
 * asked, and arrives even when its sender has died since.
 *
 * In bad weather (see weather.ts) a request may be delivered twice. The handler runs twice, the
 * caller hears the first reply that reaches it, and nothing of the second: a promise is settled once.
 * It hears of a loss when neither can come any more.
 */
import {
  type Address,
  type Node,
  type NodeInfo,
  type Payload,
  Payloads,
  type Stream,
  type Wire,
  type World,
} from 'sim';
import { throwDice } from './dice.ts';
import { type LinkShape, LinkShapes } from './link-shapes.ts';
import { OpenCalls } from './in-flight.ts';
import { Links } from './links.ts';
import { Rpc } from './rpc.ts';
import { CALM, LONGEST_WAY, throwWeather, type Weather, type WeatherDice } from './weather.ts';

/** How RPCs read in a trace; a suite brings the notation of its lab. */
export interface Notation {
  describeCall?(method: string, args: unknown): string;
  describeReply?(method: string, reply: unknown): string;
}

export interface NetworkOptions extends Notation {
  /** Time that each message takes in addition to that on a LAN, on every link, ms. Default: 0. */
  readonly baseDelayMs?: number;
}

/** A node as one that calls. */
interface Caller {
  open: OpenCalls;
  /** The dice of its RPCs, by the address to which they go. */
  readonly links: Map<Address, Stream>;
}

export class Network implements Wire {
  /** Requests are delayed by up to 26 ms, and one message in ten is lost, each way. */
  unreliable = false;
  /** A call to a server that can't be reached takes up to 7 s to fail, not 100 ms. */
  longDelays = false;
  /** Two replies in three are late by 0.2–2.2 s, so that they overtake each other. */
  longReordering = false;
  /** RPCs that were made, whatever became of them. */
  calls = 0;
  /** Bytes of the arguments of all calls, and of the replies that arrived. */
  bytes = 0;

  /** Time that each message takes in addition to that on a LAN, on every link, ms. */
  readonly baseDelayMs: number;

  readonly #world: World;
  readonly #notation: Notation;
  readonly #shapes: LinkShapes;
  readonly #cutOff = new Set<Address>();
  readonly #cut = new Links();
  #weather = CALM;
  readonly #payloads = new Payloads(64);
  readonly #received = new Map<Address, number>();
  /** RPCs by id that a server is working on. */
  readonly #handled = new Map<number, Rpc>();
  readonly #callers = new Map<Address, Caller>();
  #lastId = 0;

  /** Makes itself the wire of the world. */
  constructor(world: World, options: NetworkOptions = {}) {
    this.#world = world;
    this.#notation = options;
    this.baseDelayMs = options.baseDelayMs ?? 0;
    this.#shapes = new LinkShapes(this.baseDelayMs * 1000);
    world.wire = this;
  }

  /** Lets a server send and receive again. */
  connect(server: Address): void {
    this.#cutOff.delete(server);
  }

  /** Cuts a server off in both directions; what is on its way does not arrive. */
  disconnect(server: Address): void {
    this.#cutOff.add(server);
  }

  isConnected(server: Address): boolean {
    return !this.#cutOff.has(server);
  }

  /** Cuts a link in one direction: requests and replies that arrive there later are lost. */
  cut(from: Address, to: Address): void {
    this.#cut.add(from, to);
  }

  /** Heals a link in one direction. */
  heal(from: Address, to: Address): void {
    this.#cut.delete(from, to);
  }

  /**
   * Gives one direction of a link a length and a width; messages that are on their way arrive as
   * they would have.
   *
   * @param shape `undefined`: that of all links
   * @throws RangeError for a delay that is negative or above a minute, or a bandwidth of 0 or less
   */
  shape(from: Address, to: Address, shape: LinkShape | undefined): void {
    this.#shapes.set(shape, from, to);
  }

  /** Does the same to all links that have no shape of their own. */
  shapeAll(shape: LinkShape | undefined): void {
    this.#shapes.set(shape);
  }

  /** Longest time that links add to the way of a message that was sent until now, ms. */
  get longestLinkMs(): number {
    return this.#shapes.longest(this.#world.now) / 1000;
  }

  /** Time after which no message that was sent until now, in any weather, is on its way, ms. */
  get longestWayMs(): number {
    return LONGEST_WAY / 1000 + this.longestLinkMs;
  }

  /** What happens to messages that are sent from now on, besides what is set above. */
  get weather(): Weather {
    return this.#weather;
  }

  /** @throws RangeError for a share that is not from 0 to 1 */
  set weather(weather: Weather) {
    for (const [name, share] of Object.entries(weather)) {
      if (share >= 0 && share <= 1) continue;
      throw new RangeError(`${name} is a share of the messages, from 0 to 1, not ${share}`);
    }
    const isCalm = Object.values(weather).every((share) => share === 0);
    this.#weather = isCalm ? CALM : weather;
  }

  /** Requests that have been delivered to a server, over all of its incarnations. */
  rpcCount(server: Address): number {
    return this.#received.get(server) ?? 0;
  }

  // The wire: what happens at the nodes.

  call(caller: Node, callId: number, to: Address, method: string, args: string): void {
    const world = this.#world;
    const link = this.#link(caller, to);
    const payload = this.#payloads.of(args);
    const call = { callId, caller, to, method, args: payload, step: link.step() };
    const rpc = new Rpc(++this.#lastId, call, world.now, throwDice(link));
    this.calls += 1;
    this.bytes += payload.size;
    if (!this.#begin(rpc)) return;
    world.observers.hooks.called?.(rpc);
    this.#record(caller, 'send', rpc);
    if (!this.#reaches(rpc)) return this.#giveUp(rpc);
    this.#send(rpc);
    if (this.#weatherOf(rpc).duplicate < this.#weather.duplicates) this.#send(this.#copy(rpc));
  }

  respond(server: Node, requestId: number, reply: string): void {
    const rpc = this.#handled.get(requestId);
    if (rpc === undefined || rpc.to !== server.address) return;
    this.#handled.delete(requestId);
    rpc.answer = this.#payloads.of(reply);
    this.#record(server, 'respond', rpc); // Before a check objects to it: the event may have nothing else.
    this.#world.observers.hooks.responded?.(rpc, server);
    const { back, lateness, loseReply } = rpc.dice;
    const dice = this.#weatherOf(rpc);
    const late = dice.lateReply < this.#weather.lateReplies ? dice.replyLateness : 0;
    const lost = (this.unreliable && loseReply) || dice.loseReply < this.#weather.loss;
    const way = back + late + this.#length(rpc, rpc.answer, true);
    if (lost) return this.#lose(rpc, way);
    const delay = way + (this.longReordering ? lateness : 0);
    this.#world.arrival(delay, rpc.caller, () => this.#reply(rpc, reply));
  }

  crashed(node: Node): void {
    // Nobody waits for its RPCs any more; the messages themselves travel on.
    const caller = this.#caller(node.address);
    caller.open = new OpenCalls();
    for (const rpc of this.#handled.values()) {
      if (rpc.to !== node.address) continue;
      this.#handled.delete(rpc.id);
      this.#lose(rpc, rpc.dice.deathNotice);
    }
  }

  // The way of one RPC.

  /** The request sets out. */
  #send(rpc: Rpc): void {
    const dice = this.#weatherOf(rpc);
    const late = dice.lateRequest < this.#weather.lateRequests ? dice.requestLateness : 0;
    const length = this.#length(rpc, rpc.call.args);
    const delay = rpc.dice.there + (this.unreliable ? rpc.dice.delay : 0) + late + length;
    const lost = (this.unreliable && rpc.dice.loseRequest) || dice.loseRequest < this.#weather.loss;
    if (lost) return this.#lose(rpc, delay);
    this.#world.arrival(delay, this.#world.node(rpc.to), () => this.#request(rpc));
  }

  /** The same request once more, on a way of its own. */
  #copy(rpc: Rpc): Rpc {
    const { decisions, now } = this.#world;
    const dice = throwDice(decisions.stepOf(`${rpc.from}>${rpc.to} copy`, rpc.call.step));
    return new Rpc(++this.#lastId, rpc.call, now, dice, rpc);
  }

  /** Time that the link adds to the way of the request or of its reply, µs. */
  #length(rpc: Rpc, payload: Payload, isReply = false): number {
    if (this.#shapes.areAllPlain) return this.#shapes.base;
    const [from, to] = isReply ? [rpc.to, rpc.from] : [rpc.from, rpc.to];
    const { decisions, now } = this.#world;
    const name = `${rpc.from}>${rpc.to}${rpc.copyOf === undefined ? '' : ' copy'}`;
    const draw = () => decisions.stepOf(`${name} ${isReply ? 'way back' : 'way'}`, rpc.call.step);
    return this.#shapes.send({ from, to, payload, now, draw });
  }

  /** What the weather does to it. In calm weather no dice are thrown: they depend on no others. */
  #weatherOf(rpc: Rpc): WeatherDice {
    if (this.#weather === CALM) return SPARED;
    const copy = rpc.copyOf === undefined ? '' : ' copy';
    const link = `${rpc.from}>${rpc.to}${copy} weather`;
    return (rpc.weather ??= throwWeather(this.#world.decisions.stepOf(link, rpc.call.step)));
  }

  /** The request arrives. */
  #request(rpc: Rpc): void | Promise<void> {
    if (!this.#reaches(rpc)) return this.#giveUp(rpc);
    const world = this.#world;
    const server = world.node(rpc.to);
    this.#handled.set(rpc.id, rpc);
    this.#received.set(rpc.to, this.rpcCount(rpc.to) + 1);
    world.hash.text(rpc.method);
    world.payload(rpc.call.args.text);
    this.#record(server, 'receive', rpc);
    world.observers.hooks.delivered?.(rpc);
    return world.deliver(server, 'request', rpc.id, rpc.from, rpc.method, rpc.call.args.text);
  }

  /** The reply arrives. */
  #reply(rpc: Rpc, reply: string): void | Promise<void> {
    if (!isAwaited(rpc)) return undefined;
    if (!this.#connects(rpc.to, rpc.from)) return this.#giveUp(rpc);
    const world = this.#world;
    this.#end(rpc);
    this.bytes += rpc.answer?.size ?? 0;
    world.payload(reply);
    this.#record(rpc.caller, 'reply', rpc);
    world.observers.hooks.replied?.(rpc);
    return world.deliver(rpc.caller, 'reply', rpc.callId, reply);
  }

  /** The other end can't be reached: the caller will hear it as it would a loss, only later. */
  #giveUp(rpc: Rpc): void {
    const { unreachable, unreachableLong } = rpc.dice;
    this.#lose(rpc, this.longDelays ? unreachableLong : unreachable);
  }

  /** The caller will hear, `delay` µs from now, that no reply comes, if no other copy brings one. */
  #lose(rpc: Rpc, delay: number): void {
    this.#world.arrival(delay, rpc.caller, () => {
      rpc.wait.copies -= 1;
      if (!isAwaited(rpc) || rpc.wait.copies > 0) return undefined;
      this.#end(rpc);
      this.#record(rpc.caller, 'lost', rpc);
      return this.#world.deliver(rpc.caller, 'reply', rpc.callId, undefined);
    });
  }

  #connects(from: Address, to: Address): boolean {
    return this.isConnected(from) && this.isConnected(to) && !this.#cut.has(from, to);
  }

  #reaches(rpc: Rpc): boolean {
    return this.#connects(rpc.from, rpc.to) && this.#world.node(rpc.to).up;
  }

  /** The caller begins to wait; false when it waits for too much, which ends the run. */
  #begin(rpc: Rpc): boolean {
    const { open } = this.#caller(rpc.from);
    rpc.wait.inFlight = open.begin(rpc.to, rpc.call.args.size);
    const { callsInFlight, bytesInFlight } = this.#world.caps;
    if (open.calls <= callsInFlight && open.bytes <= bytesInFlight) return true;
    this.#world.fail(
      { name: 'Endless loop', section: '' },
      `${rpc.from} has ${open.calls} RPCs of ${open.bytes} bytes in flight ` +
        `(at most ${callsInFlight} and ${bytesInFlight}): it calls faster than anything can come back.`,
    );
    return false;
  }

  /** The caller is about to hear, and waits no longer. */
  #end(rpc: Rpc): void {
    rpc.wait.over = true;
    const { inFlight } = rpc.wait;
    if (inFlight) this.#caller(rpc.from).open.end(inFlight, rpc.call.args.size);
  }

  /** The dice of the RPCs from one node to another. */
  #link(from: Node, to: Address): Stream {
    const { links } = this.#caller(from.address);
    let link = links.get(to);
    if (link === undefined) {
      link = this.#world.decisions.stream(`${from.address}>${to}`);
      links.set(to, link);
    }
    return link;
  }

  #caller(address: Address): Caller {
    let caller = this.#callers.get(address);
    if (caller === undefined) {
      caller = { open: new OpenCalls(), links: new Map() };
      this.#callers.set(address, caller);
    }
    return caller;
  }

  #record(node: NodeInfo, kind: 'send' | 'receive' | 'respond' | 'reply' | 'lost', rpc: Rpc): void {
    if (!this.#world.replay) return;
    const isReply = kind === 'respond' || kind === 'reply';
    const again = rpc.copyOf === undefined ? '' : ' (a duplicate)';
    const text = (isReply ? this.#describeReply(rpc) : this.#describeCall(rpc)) + again;
    const peer = kind === 'receive' || kind === 'respond' ? rpc.from : rpc.to;
    this.#world.record(node, kind, text, { peer });
  }

  #describeCall({ method, args, call }: Rpc): string {
    return this.#notation.describeCall?.(method, args) ?? `${method} ${call.args.text}`;
  }

  #describeReply({ method, reply, answer }: Rpc): string {
    return this.#notation.describeReply?.(method, reply) ?? `${method} → ${answer?.text}`;
  }
}

/** The incarnation that asked is still there, and has heard nothing yet. */
function isAwaited({ caller, fromIncarnation, wait }: Rpc): boolean {
  return caller.up && caller.incarnation === fromIncarnation && !wait.over;
}

/** Dice of a message that no weather, however bad, does anything to. */
const SPARED: WeatherDice = {
  loseRequest: 1,
  loseReply: 1,
  duplicate: 1,
  lateRequest: 1,
  requestLateness: 0,
  lateReply: 1,
  replyLateness: 0,
};
