/** RPCs of the service in the notation of traces and failures; those of Raft in that of its lab. */
import { describeCall as raftCall, describeReply as raftReply } from 'raft/suite/beneath';
import type {
  ClientRequestArgs,
  ClientRequestReply,
  Operation,
  RegisterClientReply,
} from '../api.ts';
import { problemOfCall, problemOfReply } from './contract-shapes.ts';

/** 'ClientRequest 7#3 append(k, '(C1 2)')', 'RegisterClient'. */
export function describeCall(method: string, args: unknown): string {
  if (!method.startsWith('kv.')) return raftCall(method, args);
  const name = method.slice('kv.'.length);
  if (problemOfCall(method, args) !== undefined) return `${name} ${JSON.stringify(args)}`;
  if (method === 'kv.registerClient') return 'RegisterClient';
  if (method !== 'kv.clientRequest') return `${name} ${JSON.stringify(args)}`;
  const { clientId, sequenceNum, command } = args as ClientRequestArgs;
  return `ClientRequest ${clientId}#${sequenceNum} ${describeOperation(command)}`;
}

/** 'ok '(C1 2)'', 'ok client 7', 'not leader, try S2', 'session expired'. */
export function describeReply(method: string, reply: unknown): string {
  if (!method.startsWith('kv.')) return raftReply(method, reply);
  if (problemOfReply(method, reply) !== undefined || !isKnown(method)) return JSON.stringify(reply);
  const answer = reply as RegisterClientReply | ClientRequestReply;
  switch (answer.status) {
    case 'NOT_LEADER':
      return answer.leaderHint === undefined
        ? 'not leader'
        : `not leader, try ${answer.leaderHint}`;
    case 'SESSION_EXPIRED':
      return 'session expired';
    case 'OK':
      if ('clientId' in answer) return `ok client ${answer.clientId}`;
      return answer.response === undefined ? 'ok' : `ok ${quote(answer.response)}`;
  }
}

/** 'get(k)', 'append(k, '(C1 2)')'. */
export function describeOperation(operation: Operation): string {
  const { kind, key } = operation;
  return kind === 'get' ? `get(${key})` : `${kind}(${key}, ${quote(operation.value)})`;
}

function isKnown(method: string): boolean {
  return method === 'kv.registerClient' || method === 'kv.clientRequest';
}

/** Longer values show their end, where appends are. */
const MOST = 24;

function quote(value: string): string {
  return value.length <= MOST ? `'${value}'` : `'…${value.slice(-MOST)}'`;
}
