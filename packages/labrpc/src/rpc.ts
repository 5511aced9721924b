/** One RPC from the call to its end. */
import { decode, type Address, type Message, type Plain, type Wire } from 'sim';

type Node = Parameters<Wire['call']>[0];

export class Rpc implements Message {
  readonly id: number;
  /** The caller's own number for it. */
  readonly callId: number;
  readonly caller: Node;
  readonly from: Address;
  readonly fromIncarnation: number;
  readonly to: Address;
  readonly method: string;
  readonly argsText: string;
  readonly sentAt: number;
  /** Bytes of the arguments. */
  bytes = 0;
  /** Incarnation of the server that handles it at the moment. */
  handler: number | undefined;
  /** What was drawn for it, once it has arrived. */
  dice:
    | {
        readonly lanBack: number;
        readonly loseReply: boolean;
        readonly reorder: number | undefined;
        readonly unreachable: number;
      }
    | undefined;
  replyText: string | undefined;
  #args: Plain;
  #reply: Plain;
  #argsDecoded = false;
  #replyDecoded = false;

  constructor(
    id: number,
    callId: number,
    caller: Node,
    to: Address,
    method: string,
    argsText: string,
    sentAt: number,
  ) {
    this.id = id;
    this.callId = callId;
    this.caller = caller;
    this.from = caller.address;
    this.fromIncarnation = caller.incarnation;
    this.to = to;
    this.method = method;
    this.argsText = argsText;
    this.sentAt = sentAt;
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

  setReply(text: string): void {
    this.replyText = text;
  }
}
