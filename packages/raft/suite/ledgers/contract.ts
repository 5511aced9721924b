/** Every message and value is as the contract says: what the other ledgers read is there. */
import { lookUp, type Message, MessageShapes, moment, violation, when } from 'harness';
import * as shapes from '../contract-shapes.ts';
import { describeMessage } from '../notation.ts';
import { CONTRACT, LAST_INCLUDED_TERM } from '../properties.ts';
import type { Run } from './run.ts';

export class Contract extends MessageShapes {
  readonly #run: Run;

  constructor(run: Run) {
    super(run, CONTRACT, shapes);
    this.#run = run;
  }

  override called(message: Message): void {
    super.called(message);
    const { from, to, method, args } = message;
    const sender = (args as { candidateId?: unknown; leaderId?: unknown } | undefined) ?? {};
    for (const field of lookUp(SENDERS, method) ?? []) {
      if (sender[field] === from) continue;
      const found = JSON.stringify(sender[field]);
      throw this.broken(`${from}→${to} ${method}: ${field} is ${found}, not ${from}.`);
    }
    const position = lookUp(POSITIONS, method);
    if (position) this.#checkTerm(message, position);
  }

  /** Only the place before the first entry has term 0. */
  #checkTerm(message: Message, [index, term]: readonly [string, string]): void {
    const args = message.args as Readonly<Record<string, unknown>>;
    if (args[term] !== 0 || args[index] === 0) return;
    throw violation(
      this.#run,
      LAST_INCLUDED_TERM,
      `Terms begin at 1, but ${message.from} says that its entry ${String(args[index])} is of ` +
        `term 0:\n` +
        `  ${describeMessage(message)} ${when(moment(this.#run))}\n` +
        `  The term of the last entry in a snapshot is kept with the snapshot, as ` +
        `lastIncludedTerm: the entry itself is gone.`,
    );
  }
}

/** The fields of an RPC that name an entry by index and term. */
const POSITIONS: Record<string, readonly [index: string, term: string]> = {
  'raft.requestVote': ['lastLogIndex', 'lastLogTerm'],
  'raft.appendEntries': ['prevLogIndex', 'prevLogTerm'],
  'raft.installSnapshot': ['lastIncludedIndex', 'lastIncludedTerm'],
};

/** The field that names the sender of an RPC. */
const SENDERS: Record<string, readonly ('candidateId' | 'leaderId')[]> = {
  'raft.requestVote': ['candidateId'],
  'raft.appendEntries': ['leaderId'],
  'raft.installSnapshot': ['leaderId'],
};
