/**
 * A ledger of every lab: each message, each value that a method returns and each one that is applied is
 * as the contract says, so that what the others read is there.
 */
import type { Message, NodeInfo, Observer, Plain, Property } from 'sim';
import { type Clock, violation } from './moment.ts';

/** What is wrong with a message, in words; `undefined` when nothing is, or it is of an own RPC. */
export interface Shapes {
  problemOfCall(method: string, args: unknown): string | undefined;
  problemOfReply(method: string, reply: unknown): string | undefined;
  /** The same for what a method returned that the test asked for. */
  problemOfReturn?(method: string, value: unknown): string | undefined;
  /** The same for what a node tells the checks in an apply. */
  problemOfApply?(value: unknown): string | undefined;
}

export class MessageShapes implements Observer {
  readonly #run: { readonly clock: Clock };
  readonly #contract: Property;
  readonly #shapes: Shapes;

  /** @param contract the rule that a message of another shape breaks */
  constructor(run: { readonly clock: Clock }, contract: Property, shapes: Shapes) {
    this.#run = run;
    this.#contract = contract;
    this.#shapes = shapes;
  }

  called({ from, to, method, args }: Message): void {
    const problem = this.#shapes.problemOfCall(method, args);
    if (problem) throw this.broken(`${from}→${to} ${method}: the call ${problem}.`);
  }

  responded({ from, to, method, reply }: Message): void {
    const problem = this.#shapes.problemOfReply(method, reply);
    if (problem) throw this.broken(`${to}'s reply to ${from} (${method}) ${problem}.`);
  }

  returned({ address }: NodeInfo, method: string, _args: Plain, value: Plain): void {
    const problem = this.#shapes.problemOfReturn?.(method, value);
    if (problem) throw this.broken(`What ${method}() of ${address} returned ${problem}.`);
  }

  applied({ address }: NodeInfo, value: Plain): void {
    const problem = this.#shapes.problemOfApply?.(value);
    if (problem) throw this.broken(`What ${address} gave to apply() ${problem}.`);
  }

  protected broken(text: string): Error {
    return violation(this.#run, this.#contract, text);
  }
}
