/** Every message between workers and coordinators is as the contract says. */
import { type Message, type Observer, violation } from 'harness';
import { problemOfCall, problemOfReply } from '../contract-shapes.ts';
import { CONTRACT } from '../properties.ts';
import type { Run } from './run.ts';

export class Contract implements Observer {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  called({ from, to, method, args }: Message): void {
    const problem = problemOfCall(method, args);
    if (problem) throw this.#broken(`${from}→${to} ${method}: the call ${problem}.`);
  }

  responded({ from, to, method, reply }: Message): void {
    const problem = problemOfReply(method, reply);
    if (problem) throw this.#broken(`${to}'s reply to ${from} (${method}) ${problem}.`);
  }

  #broken(text: string): Error {
    return violation(this.#run, CONTRACT, text);
  }
}
