/** Every message and value is as the contract says: what the other ledgers read is there. */
import { lookUp, type Message, MessageShapes } from 'harness';
import * as shapes from '../contract-shapes.ts';
import { CONTRACT } from '../properties.ts';
import type { Run } from './run.ts';

export class Contract extends MessageShapes {
  constructor(run: Run) {
    super(run, CONTRACT, shapes);
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
  }
}

/** The field that names the sender of an RPC. */
const SENDERS: Record<string, readonly ('candidateId' | 'leaderId')[]> = {
  'raft.requestVote': ['candidateId'],
  'raft.appendEntries': ['leaderId'],
  'raft.installSnapshot': ['leaderId'],
};
