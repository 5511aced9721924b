/** A network and nodes that are a few lines each: no realms, no bundles, so thousands of RPCs are fast. */
import {
  type Address,
  type Caps,
  decode,
  encode,
  type Message,
  type Outcome,
  type Overrides,
  type Plain,
  type Transport,
  type TraceSink,
  World,
} from 'sim';
import { Network, type Notation } from '../src/network.ts';

/** A request as a handler sees it. */
export interface Incoming {
  readonly to: Address;
  readonly incarnation: number;
  readonly from: Address;
  readonly args: Plain;
  readonly respond: (reply: Plain) => void;
}

/** What became of a call. Times in µs, like those of the world. */
export interface Fate {
  readonly reply: Plain;
  /** From the call until its caller heard. */
  readonly took: number;
  /** The request's way; `undefined`: it did not arrive. */
  readonly there: number | undefined;
  /** The reply's way; `undefined`: it did not arrive. */
  readonly back: number | undefined;
}

export interface Options {
  readonly seed?: number;
  readonly overrides?: Overrides;
  /** Default: echoes the arguments at once. */
  readonly handle?: (request: Incoming) => void;
  readonly caps?: Partial<Caps>;
  readonly trace?: TraceSink;
  readonly notation?: Notation;
  readonly baseDelayMs?: number;
}

type Emit = Parameters<Transport>[1];
type NodeHost = ReturnType<Transport>;
interface Times {
  delivered?: number;
  responded?: number;
  replied?: number;
}

/** A node's incarnation: its way to the world, and its calls by their numbers, from 1 in each life. */
interface Life {
  readonly emit: Emit;
  readonly calls: Map<number, (reply: Plain, at: number) => void>;
}

const UNLIMITED: Partial<Caps> = {
  callsInFlight: Infinity,
  bytesInFlight: Infinity,
  effectsPerEvent: Infinity,
  eventsPerWindow: Infinity,
};

export class Playground {
  readonly world: World;
  readonly network: Network;
  /** Requests that were handed to a node. */
  readonly requests: Incoming[] = [];
  /** Replies handed to an incarnation that has made no call of that number. */
  readonly strays: string[] = [];
  readonly #handle: (request: Incoming) => void;
  readonly #lives = new Map<Address, Life>();
  readonly #times = new Map<number, Times>();
  #lastMessage = 0;

  constructor(options: Options = {}) {
    const { seed = 1, overrides, trace } = options;
    this.#handle = options.handle ?? ((request) => request.respond(request.args));
    this.world = new World({
      seed,
      transport: (address, emit) => this.#host(address, emit),
      limit: 1e9,
      caps: { ...UNLIMITED, ...options.caps },
      ...(overrides && { overrides }),
      ...(trace && { trace }),
    });
    const { notation, baseDelayMs = 0 } = options;
    this.network = new Network(this.world, { ...notation, baseDelayMs });
    this.#keepTimes();
  }

  /** Runs a test in the world; what it throws is thrown, and so is any other end than a pass. */
  async run(test: () => Promise<void>): Promise<void> {
    let thrown: { readonly error: unknown } | undefined;
    const outcome = await this.outcome(() =>
      test().catch((error: unknown) => {
        thrown = { error };
      }),
    );
    if (thrown) throw thrown.error;
    if (outcome.status !== 'pass') throw new Error(`${outcome.status}: ${outcome.explanation}`);
  }

  /** Runs a test that the world may end. */
  outcome(test: () => Promise<void>): Promise<Outcome> {
    return this.world.run(test);
  }

  /** Boots nodes. */
  async boot(...addresses: Address[]): Promise<void> {
    const booted = addresses.map((address) => this.world.boot(address, {}));
    await this.world.sleep(0); // These nodes run no microtasks: the test goes on in its own event.
    await Promise.all(booted);
  }

  /** One node calls another; both are up. */
  call(from: Address, to: Address, args: Plain = null): Promise<Fate> {
    const life = this.#life(from);
    const sent = this.world.now;
    let message = 0;
    const callId = life.calls.size + 1;
    return new Promise((resolve) => {
      life.calls.set(callId, (reply, at) => {
        const fate = { reply, took: at - sent, ...this.#ways(message, sent) };
        void this.world.sleep(0).then(() => resolve(fate)); // Like the answer to an invocation.
      });
      life.emit('call', callId, to, 'test.method', encode(args));
      message = this.#lastMessage;
    });
  }

  /** Whatever a node may say to the world. */
  emit(from: Address, ...effect: Parameters<Emit>): void {
    this.#life(from).emit(...effect);
  }

  /** The same call many times, all at once. */
  callMany(times: number, from: Address, to: Address): Promise<Fate[]> {
    return Promise.all(Array.from({ length: times }, (_, i) => this.call(from, to, i)));
  }

  #host(address: Address, emit: Emit): NodeHost {
    const life: Life = { emit, calls: new Map() };
    this.#lives.set(address, life);
    const { incarnation } = this.world.node(address);
    return {
      deliver: (now, op, a, b, _method, args) => {
        if (op === 'request') {
          const respond = (reply: Plain): void => emit('respond', a, encode(reply));
          const request = {
            to: address,
            incarnation,
            from: b as Address,
            args: decode(args as string),
          };
          this.requests.push({ ...request, respond });
          this.#handle({ ...request, respond });
        } else if (op === 'reply') {
          const reply = b === undefined ? undefined : decode(b as string);
          const heard = life.calls.get(a as number);
          if (heard === undefined) this.strays.push(`${address}#${incarnation}: ${encode(reply)}`);
          else heard(reply, now);
        }
      },
      end: () => undefined,
    };
  }

  #life(address: Address): Life {
    const life = this.#lives.get(address);
    if (life === undefined) throw new Error(`${address} has not booted`);
    return life;
  }

  #keepTimes(): void {
    // Of a duplicate, which has an id of its own, nobody asks for the times.
    const at = (message: Message): Times => this.#times.get(message.id) ?? {};
    this.world.observe({
      called: ({ id }) => {
        this.#lastMessage = id;
        this.#times.set(id, {});
      },
      delivered: (message) => void (at(message).delivered = this.world.now),
      responded: (message) => void (at(message).responded = this.world.now),
      replied: (message) => void (at(message).replied = this.world.now),
    });
  }

  #ways(message: number, sent: number): Pick<Fate, 'there' | 'back'> {
    const { delivered, responded, replied } = this.#times.get(message)!;
    return { there: between(sent, delivered), back: between(responded, replied) };
  }
}

function between(start: number | undefined, end: number | undefined): number | undefined {
  return start === undefined || end === undefined ? undefined : end - start;
}
