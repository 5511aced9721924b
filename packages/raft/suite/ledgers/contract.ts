/** Every message is as the contract says: what the other ledgers read is there. */
import { type Message, MessageShapes, type NodeInfo, type Plain } from 'harness';
import type { ApplyMessage } from '../../api.ts';
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
    for (const field of SENDERS[method] ?? []) {
      if (sender[field] === from) continue;
      const found = JSON.stringify(sender[field]);
      throw this.broken(`${from}→${to} ${method}: ${field} is ${found}, not ${from}.`);
    }
  }

  applied({ address }: NodeInfo, value: Plain): void {
    const message = value as unknown as Partial<ApplyMessage> | null | undefined;
    const isKind = message?.kind === 'command' || message?.kind === 'snapshot';
    if (isKind && Number.isInteger(message.index)) return;
    throw this.broken(
      `${address} called apply(${JSON.stringify(value)}): expected { kind: 'command', index, ` +
        `command } or { kind: 'snapshot', index, term, data }, with an integer as the index.`,
    );
  }
}

/** The field that names the sender of an RPC. */
const SENDERS: Record<string, readonly ('candidateId' | 'leaderId')[]> = {
  'raft.requestVote': ['candidateId'],
  'raft.appendEntries': ['leaderId'],
  'raft.installSnapshot': ['leaderId'],
};
