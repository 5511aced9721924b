/** One RPC from the call to its end. */
import { decode, encodedSize, type Address, type Message, type Node, type Plain } from 'sim';
import type { Dice } from './dice.ts';

/** What a call says. */
export interface Call {
  /** The caller's own number for it. */
  readonly callId: number;
  readonly caller: Node;
  readonly to: Address;
  readonly method: string;
  /** Encoded. */
  readonly args: string;
}

export class Rpc implements Message {
  readonly id: number;
  readonly callId: number;
  readonly caller: Node;
  readonly from: Address;
  readonly fromIncarnation: number;
  readonly to: Address;
  readonly method: string;
  readonly argsText: string;
  /** Size of the arguments in bytes. */
  readonly argsSize: number;
  readonly sentAt: number;
  readonly dice: Dice;
  /** The encoded reply, once there is one. */
  replyText: string | undefined;
  #args: Plain;
  #reply: Plain;
  #argsDecoded = false;
  #replyDecoded = false;

  /** @param now µs */
  constructor(id: number, call: Call, now: number, dice: Dice) {
    this.id = id;
    this.callId = call.callId;
    this.caller = call.caller;
    this.from = call.caller.address;
    this.fromIncarnation = call.caller.incarnation;
    this.to = call.to;
    this.method = call.method;
    this.argsText = call.args;
    this.argsSize = encodedSize(call.args);
    this.sentAt = now;
    this.dice = dice;
  }

  get args(): Plain {
    if (!this.#argsDecoded) {
      this.#argsDecoded = true;
      this.#args = decode(this.argsText);
    }
    return this.#args;
  }

  get reply(): Plain {
    if (!this.#replyDecoded && this.replyText !== undefined) {
      this.#replyDecoded = true;
      this.#reply = decode(this.replyText);
    }
    return this.#reply;
  }
}
