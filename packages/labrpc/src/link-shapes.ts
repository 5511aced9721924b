/**
 * Length and width of links. A link is the way from one address to another, so the two directions of
 * a connection are two links. On top of what a LAN takes (dice.ts), a message waits until the link
 * has sent what came before it, then takes its size divided by the bandwidth, then the delay. Delays
 * are drawn for each message, so messages overtake each other where the delay varies.
 */
import type { Address, Stream } from 'sim';

/** Time that a message takes on a link in addition to that on a LAN, ms, fractions allowed. */
export type Delay =
  | { readonly kind: 'constant'; readonly ms: number }
  /** Each value from min to max is as likely. */
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  /** min, and a part that is exponentially distributed with that mean, at most 14 times as long. */
  | { readonly kind: 'exponential'; readonly min: number; readonly mean: number };

export interface LinkShape {
  /** Default: none. */
  readonly delay?: Delay;
  /** Bytes per ms, counted as the network's byte counts are. Default: without a limit. */
  readonly bandwidth?: number;
}

/** µs in a ms. */
const MS = 1000;
/** Values of a drawn delay: so many that rounding does not matter. */
const SIDES = 1 << 20;
/** A longer delay is a mistake of units. */
const MAX_DELAY_MS = 60_000;

interface Sending {
  readonly from: Address;
  readonly to: Address;
  readonly payload: { readonly size: number };
  /** µs */
  readonly now: number;
  /** The choices for this message; called only if the delay of the link varies. */
  readonly draw: () => Stream;
}

export class LinkShapes {
  /** Time that each message takes in addition, on every link, µs. */
  readonly base: number;
  #common: LinkShape | undefined;
  readonly #own = new Map<string, LinkShape>();
  /** Time at which a link has sent all that it was given so far, µs. */
  readonly #freeAt = new Map<string, number>();
  #longestDelay = 0;

  /** @param base µs */
  constructor(base: number) {
    this.base = base;
  }

  /**
   * Shapes a link, or, without one, all links that have no shape of their own. Messages that are on
   * their way arrive as they would have.
   *
   * @param shape `undefined`: none of its own
   * @throws RangeError for a delay that is negative or above a minute, or a bandwidth of 0 or less
   */
  set(shape: LinkShape | undefined, from?: Address, to?: Address): void {
    check(shape);
    this.#longestDelay = Math.max(this.#longestDelay, longestOf(shape?.delay));
    if (from === undefined || to === undefined) this.#common = shape;
    else if (shape === undefined) this.#own.delete(keyOf(from, to));
    else this.#own.set(keyOf(from, to), shape);
  }

  /** No message need look for its link: each takes the base delay. */
  get areAllPlain(): boolean {
    return this.#common === undefined && this.#own.size === 0 && this.#freeAt.size === 0;
  }

  /** Time within which all that was sent until now arrives, beyond that on a LAN, µs. */
  longest(now: number): number {
    const queued = Math.max(now, ...this.#freeAt.values()) - now;
    return this.base + queued + this.#longestDelay;
  }

  /**
   * Sends a message on a link.
   *
   * @returns time until it arrives, beyond that on a LAN, µs
   */
  send({ from, to, payload, now, draw }: Sending): number {
    const key = keyOf(from, to);
    const { delay, bandwidth } = this.#own.get(key) ?? this.#common ?? {};
    let sentAt = Math.max(now, this.#freeAt.get(key) ?? 0);
    if (bandwidth !== undefined) {
      sentAt += Math.ceil((payload.size * MS) / bandwidth);
      this.#freeAt.set(key, sentAt);
    }
    return this.base + sentAt - now + (delay === undefined ? 0 : delayOf(delay, draw));
  }
}

function keyOf(from: Address, to: Address): string {
  return `${from}>${to}`;
}

/** µs */
function delayOf(delay: Delay, draw: () => Stream): number {
  if (delay.kind === 'constant') return Math.round(delay.ms * MS);
  const chance = draw().int(SIDES, 'delay') / SIDES;
  const share = delay.kind === 'uniform' ? (delay.max - delay.min) * chance : 0;
  const tail = delay.kind === 'exponential' ? -Math.log(1 - chance) * delay.mean : 0;
  return Math.round((delay.min + share + tail) * MS);
}

/** µs; the largest value that is ever drawn, or a little more. */
function longestOf(delay: Delay | undefined): number {
  if (delay === undefined) return 0;
  if (delay.kind === 'constant') return Math.ceil(delay.ms * MS);
  const longest = delay.kind === 'uniform' ? delay.max : delay.min + Math.log(SIDES) * delay.mean;
  return Math.ceil(longest * MS);
}

function check({ delay, bandwidth }: LinkShape = {}): void {
  const { kind: _, ...times } = delay ?? { kind: 'constant', ms: 0 };
  for (const [name, ms] of Object.entries(times)) {
    if (ms >= 0 && ms <= MAX_DELAY_MS) continue;
    throw new RangeError(`A delay's ${name} is ${ms}: expected 0 to ${MAX_DELAY_MS} ms.`);
  }
  if (delay?.kind === 'uniform' && delay.min > delay.max) {
    throw new RangeError(`A delay from ${delay.min} to ${delay.max} ms: expected min ≤ max.`);
  }
  if (bandwidth !== undefined && !(bandwidth > 0)) {
    throw new RangeError(`A bandwidth is ${bandwidth}: expected more than 0 bytes per ms.`);
  }
}
