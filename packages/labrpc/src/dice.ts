/** What chance does to a message, with the constants of the Go course's labrpc. */
import type { Stream } from 'sim';

/** µs in a ms. */
const MS = 1000;

/** A LAN: each way takes 0.5–1.5 ms. Zero would let a loop of RPCs run for ever at one instant. */
const LAN = { least: 500, spread: 1000 };
/** Unreliable: a request waits for another 0–26 ms, and each way loses one message in ten. */
const UNRELIABLE = { delay: 27, loss: 0.1 };
/** Long reordering: two replies in three wait for another 200 + rand(1 + rand(2000)) ms. */
const REORDERING = { share: 2 / 3, least: 200, spread: 2000 };
/** How long a call to a server that can't be reached takes to fail, in ms. */
const UNREACHABLE = { short: 100, long: 7000 };
/** A server that dies under a request is found out within this many ms. */
const DEATH_NOTICE = 100;

/**
 * The dice of one RPC; times in µs. All are thrown when it is sent, needed or not, so that neither a
 * setting of the network nor the fate of one message ever shifts the choices of another.
 */
export interface Dice {
  /** The way there on a LAN. */
  readonly there: number;
  /** The way back on a LAN. */
  readonly back: number;
  /** What an unreliable network adds to the way there. */
  readonly delay: number;
  /** Whether an unreliable network loses the request. */
  readonly loseRequest: boolean;
  /** Whether an unreliable network loses the reply. */
  readonly loseReply: boolean;
  /** What long reordering adds to the way back; 0 for the one reply in three that is on time. */
  readonly lateness: number;
  /** Until the caller hears that the server can't be reached. */
  readonly unreachable: number;
  /** The same with long delays. */
  readonly unreachableLong: number;
  /** Until the caller hears that the server has died under the request. */
  readonly deathNotice: number;
}

/** Throws the dice of one RPC. @param link at the step of that RPC */
export function throwDice(link: Stream): Dice {
  return {
    there: LAN.least + link.int(LAN.spread, 'there'),
    back: LAN.least + link.int(LAN.spread, 'back'),
    delay: link.int(UNRELIABLE.delay, 'delay') * MS,
    loseRequest: happens(link, UNRELIABLE.loss, 'loseRequest'),
    loseReply: happens(link, UNRELIABLE.loss, 'loseReply'),
    lateness: lateness(link),
    unreachable: link.int(UNREACHABLE.short, 'unreachable') * MS,
    unreachableLong: link.int(UNREACHABLE.long, 'unreachableLong') * MS,
    deathNotice: link.int(DEATH_NOTICE, 'deathNotice') * MS,
  };
}

function lateness(link: Stream): number {
  const late = happens(link, REORDERING.share, 'late');
  const spread = 1 + link.int(REORDERING.spread, 'latenessSpread');
  const ms = REORDERING.least + link.int(spread, 'lateness');
  return late ? ms * MS : 0;
}

/** With probability p. The die has so many sides that rounding does not matter. */
function happens(link: Stream, p: number, label: string): boolean {
  return link.int(SIDES, label) < p * SIDES;
}

const SIDES = 1 << 20;
