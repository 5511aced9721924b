/**
 * The ledgers of Raft beneath a service: they hear of the servers, of what these say to each other as
 * Raft servers, and of what passes between each and its own Raft (raft-shim.ts).
 */
import {
  type Address,
  type Message,
  type NodeInfo,
  type Observer,
  Observers,
  type Plain,
} from 'harness';
import type { RaftReport } from '../raft-report.ts';

/** One observer for all of them: most of what it hears is not for them. */
export function hearRaft(ledgers: readonly Observer[], servers: readonly Address[]): Observer {
  const observers = new Observers();
  for (const ledger of ledgers) observers.add(ledger);
  const { hooks } = observers;
  const isServer = ({ address }: NodeInfo): boolean => servers.includes(address);
  const heard: Observer = {
    applied(node, value) {
      tell(hooks, node, value as unknown as RaftReport);
    },
    returned(node, method, args, value) {
      if (method !== 'getState') return;
      hooks.returned?.(node, method, args, value);
    },
  };
  for (const name of ['called', 'delivered', 'responded', 'replied'] as const) {
    heard[name] = (message: Message, node?: NodeInfo) => {
      if (message.method.startsWith('raft.')) hooks[name]?.(message, node as NodeInfo);
    };
  }
  for (const name of ['booted', 'crashed', 'saved'] as const) {
    heard[name] = (node) => {
      if (isServer(node)) hooks[name]?.(node);
    };
  }
  return heard;
}

/** What passes between a server and its Raft is to the ledgers what a case does in Raft's own lab. */
function tell(hooks: Observers['hooks'], node: NodeInfo, report: RaftReport): void {
  switch (report.kind) {
    case 'start':
      hooks.invoked?.(node, 'start', [report.command as Plain]);
      return;
    case 'started': {
      const args = [report.command as Plain];
      const result = report.result as unknown as Plain;
      hooks.returned?.(node, 'start', args, result);
      return;
    }
    default:
      hooks.applied?.(node, report as unknown as Plain);
  }
}
