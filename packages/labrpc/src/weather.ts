/** What a swarm of faults does to messages: how often, and the dice that decide of each one. */
import type { Stream } from 'sim';

/** Shares of the messages, from 0 to 1. */
export interface Weather {
  /** Lost, each way. The caller hears of it when the message would have arrived. */
  readonly loss: number;
  /** Requests that are delivered a second time, on a way of their own. */
  readonly duplicates: number;
  /** Requests that are late by 0.2–5 s. */
  readonly lateRequests: number;
  /** Replies that are late by 0.2–5 s. */
  readonly lateReplies: number;
}

export const CALM: Weather = { loss: 0, duplicates: 0, lateRequests: 0, lateReplies: 0 };

/** µs */
const LATE = { least: 200_000, spread: 4_800_000 };

/** No message is on its way for longer than that, µs: the latest one, with all that a LAN adds. */
export const LONGEST_WAY = 5_010_000;

/** The dice of one message's way there and back: chances from 0 to 1, times in µs. */
export interface WeatherDice {
  readonly loseRequest: number;
  readonly loseReply: number;
  readonly duplicate: number;
  readonly lateRequest: number;
  readonly requestLateness: number;
  readonly lateReply: number;
  readonly replyLateness: number;
}

/**
 * Throws all of them, needed or not.
 *
 * @param link at the step of that message: see `Decisions.stepOf`
 */
export function throwWeather(link: Stream): WeatherDice {
  return {
    loseRequest: chance(link, 'loseRequest'),
    loseReply: chance(link, 'loseReply'),
    duplicate: chance(link, 'duplicate'),
    lateRequest: chance(link, 'lateRequest'),
    requestLateness: LATE.least + link.int(LATE.spread, 'requestLateness'),
    lateReply: chance(link, 'lateReply'),
    replyLateness: LATE.least + link.int(LATE.spread, 'replyLateness'),
  };
}

/** Below p with probability p, in steps of 2⁻²⁰. */
function chance(link: Stream, label: string): number {
  return link.int(SIDES, label) / SIDES;
}

const SIDES = 1 << 20;
