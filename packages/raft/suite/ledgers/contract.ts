/** Every message is as the contract says: what the other ledgers read is there. */
import { type Message, type NodeInfo, type Observer, type Plain, violation } from 'harness';
import type { ApplyMessage } from '../../api.ts';
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
    const sender = (args as { candidateId?: unknown; leaderId?: unknown } | undefined) ?? {};
    for (const field of SENDERS[method] ?? []) {
      if (sender[field] === from) continue;
      const found = JSON.stringify(sender[field]);
      throw this.#broken(`${from}→${to} ${method}: ${field} is ${found}, not ${from}.`);
    }
  }

  responded({ from, to, method, reply }: Message): void {
    const problem = problemOfReply(method, reply);
    if (problem) throw this.#broken(`${to}'s reply to ${from} (${method}) ${problem}.`);
  }

  applied({ address }: NodeInfo, value: Plain): void {
    const message = value as unknown as Partial<ApplyMessage> | null | undefined;
    const isKind = message?.kind === 'command' || message?.kind === 'snapshot';
    if (isKind && Number.isInteger(message.index)) return;
    throw this.#broken(
      `${address} called apply(${JSON.stringify(value)}): expected { kind: 'command', index, ` +
        `command } or { kind: 'snapshot', index, term, data }, with an integer as the index.`,
    );
  }

  #broken(text: string): Error {
    return violation(this.#run, CONTRACT, text);
  }
}

/** The field that names the sender of an RPC. */
const SENDERS: Record<string, readonly ('candidateId' | 'leaderId')[]> = {
  'raft.requestVote': ['candidateId'],
  'raft.appendEntries': ['leaderId'],
  'raft.installSnapshot': ['leaderId'],
};
