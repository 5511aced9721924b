/**
 * One RPC from the call to its end. Of a request that is delivered twice, the duplicate is an `Rpc`
 * as well, with dice and a handler call of its own; the two share one caller, who waits once.
 */
import type { Address, InFlight, Message, Node, Payload, Plain } from 'sim';
import type { OpenCalls } from './in-flight.ts';
import type { Dice } from './dice.ts';
import type { WeatherDice } from './weather.ts';

/** What a call says. */
export interface Call {
  /** The caller's own number for it. */
  readonly callId: number;
  readonly caller: Node;
  readonly to: Address;
  readonly method: string;
  readonly args: Payload;
  /** The how many'th it is from this caller to there, over all incarnations. */
  readonly step: number;
}

/** What the copies of one call share. */
interface Wait {
  /** How many may still bring a reply. */
  copies: number;
  /** The caller has heard. */
  over: boolean;
  /** All that it waits for of the same server. */
  inFlight: ReturnType<OpenCalls['begin']> | undefined;
}

export class Rpc implements Message {
  readonly id: number;
  readonly copyOf: number | undefined;
  readonly call: Call;
  readonly callId: number;
  readonly caller: Node;
  readonly from: Address;
  readonly fromIncarnation: number;
  readonly to: Address;
  readonly method: string;
  readonly sentAt: number;
  readonly dice: Dice;
  readonly wait: Wait;
  /** Once they were needed. */
  weather: WeatherDice | undefined;
  /** The reply, once there is one. */
  answer: Payload | undefined;

  /**
   * @param now µs
   * @param original of which this is a duplicate
   */
  constructor(id: number, call: Call, now: number, dice: Dice, original?: Rpc) {
    this.id = id;
    this.copyOf = original?.id;
    this.call = call;
    this.wait = original?.wait ?? { copies: 0, over: false, inFlight: undefined };
    this.wait.copies += 1;
    this.callId = call.callId;
    this.caller = call.caller;
    this.from = call.caller.address;
    this.fromIncarnation = call.caller.incarnation;
    this.to = call.to;
    this.method = call.method;
    this.sentAt = now;
    this.dice = dice;
  }

  get args(): Plain {
    return this.call.args.value;
  }

  get inFlight(): InFlight | undefined {
    return this.wait.inFlight;
  }

  get reply(): Plain {
    return this.answer?.value;
  }
}
