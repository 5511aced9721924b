/** Counts what operations cost: requests of clients, commands that servers give to their Raft, events. */
import type { Message, NodeInfo, Observer, Plain } from 'harness';
import type { ClientRequestArgs, NotLeader } from '../../api.ts';
import type { RaftReport } from '../../raft-report.ts';

/** The first requests for one operation: those that its clerk sent at one time. */
interface FirstRequests {
  readonly sentAt: number;
  readonly messages: Message[];
}

export class Traffic implements Observer {
  /** Requests of clients. */
  requests = 0;
  /** Commands that servers have given to their Raft. */
  commands = 0;
  /** By session and number. */
  #operations = new Map<string, FirstRequests>();

  reset(): void {
    this.requests = 0;
    this.commands = 0;
    this.#operations = new Map();
  }

  /** Operations for which the clerk first asked servers that all said that they do not lead. */
  get misdirected(): number {
    return [...this.#operations.values()].filter(({ messages }) => messages.every(isRefused))
      .length;
  }

  called(message: Message): void {
    if (!message.method.startsWith('kv.')) return;
    this.requests += 1;
    if (message.method !== 'kv.clientRequest') return;
    const { clientId, sequenceNum } = message.args as unknown as ClientRequestArgs;
    const id = JSON.stringify([clientId, sequenceNum]);
    const first = this.#operations.get(id);
    if (first === undefined) {
      this.#operations.set(id, { sentAt: message.sentAt, messages: [message] });
    } else if (first.sentAt === message.sentAt) {
      first.messages.push(message);
    }
  }

  applied(_node: NodeInfo, value: Plain): void {
    if ((value as unknown as RaftReport).kind === 'start') this.commands += 1;
  }
}

function isRefused({ reply }: Message): boolean {
  return (reply as NotLeader | undefined)?.status === 'NOT_LEADER';
}
