/**
 * The ledgers of Raft beneath a service: they hear of the servers, of what these say to each other as
 * Raft servers, and of what passes between each and its own Raft (raft-shim.ts).
 */
import type { Address, Message, NodeInfo, Observer, Plain } from 'harness';
import type { RaftReport } from '../raft-report.ts';

export function hearRaft(ledger: Observer, servers: readonly Address[]): Observer {
  const isServer = ({ address }: NodeInfo): boolean => servers.includes(address);
  const heard: Observer = {};
  if (['applied', 'invoked', 'returned'].some((hook) => hook in ledger)) {
    heard.applied = (node, value) => hear(ledger, node, value as unknown as RaftReport);
  }
  for (const hook of ['called', 'delivered', 'responded', 'replied'] as const) {
    if (ledger[hook] === undefined) continue;
    heard[hook] = (message: Message, node?: NodeInfo) => {
      if (message.method.startsWith('raft.')) ledger[hook]?.(message, node as NodeInfo);
    };
  }
  for (const hook of ['booted', 'crashed', 'saved'] as const) {
    if (ledger[hook] === undefined) continue;
    heard[hook] = (node) => {
      if (isServer(node)) ledger[hook]?.(node);
    };
  }
  if (ledger.returned) {
    heard.returned = (node, method, args, value) => {
      if (method === 'getState') ledger.returned?.(node, method, args, value);
    };
  }
  return heard;
}

function hear(ledger: Observer, node: NodeInfo, report: RaftReport): void {
  switch (report.kind) {
    case 'start':
      return ledger.invoked?.(node, 'start', [report.command as Plain]);
    case 'started':
      return ledger.returned?.(
        node,
        'start',
        [report.command as Plain],
        report.result as unknown as Plain,
      );
    case 'command':
    case 'snapshot':
      return ledger.applied?.(node, report as unknown as Plain);
  }
}
