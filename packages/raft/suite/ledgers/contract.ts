/** Every message is as the contract says: what the other ledgers read is there. */
import { type Message, type Observer, Violation } from 'harness';
import { problemOfCall, problemOfReply } from '../contract-shapes.ts';
import { CONTRACT } from '../properties.ts';

export class Contract implements Observer {
  called({ from, to, method, args }: Message): void {
    const problem = problemOfCall(method, args);
    if (problem) throw new Violation(CONTRACT, `${from}→${to} ${method}: the call ${problem}.`);
    const sender = (args as { candidateId?: unknown; leaderId?: unknown } | undefined) ?? {};
    for (const field of SENDERS[method] ?? []) {
      if (sender[field] === from) continue;
      const found = JSON.stringify(sender[field]);
      throw new Violation(CONTRACT, `${from}→${to} ${method}: ${field} is ${found}, not ${from}.`);
    }
  }

  responded({ from, to, method, reply }: Message): void {
    const problem = problemOfReply(method, reply);
    if (problem) throw new Violation(CONTRACT, `${to}'s reply to ${from} (${method}) ${problem}.`);
  }
}

/** The field that names the sender of an RPC. */
const SENDERS: Record<string, readonly ('candidateId' | 'leaderId')[]> = {
  'raft.requestVote': ['candidateId'],
  'raft.appendEntries': ['leaderId'],
  'raft.installSnapshot': ['leaderId'],
};
