/** Messages of the contract with their types. The contract ledger has checked what comes here. */
import type { Message } from 'harness';
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../api.ts';

/** The arguments of an AppendEntries; `undefined` for another RPC. */
export function appendEntriesArgs(message: Message): AppendEntriesArgs | undefined {
  if (message.method !== 'raft.appendEntries') return undefined;
  return message.args as unknown as AppendEntriesArgs;
}

export function appendEntriesReply(message: Message): AppendEntriesReply | undefined {
  if (message.method !== 'raft.appendEntries') return undefined;
  return message.reply as unknown as AppendEntriesReply;
}

export function requestVoteArgs(message: Message): RequestVoteArgs | undefined {
  if (message.method !== 'raft.requestVote') return undefined;
  return message.args as unknown as RequestVoteArgs;
}

export function requestVoteReply(message: Message): RequestVoteReply | undefined {
  if (message.method !== 'raft.requestVote') return undefined;
  return message.reply as unknown as RequestVoteReply;
}

/** Index of the last entry that an AppendEntries speaks of. */
export function lastIndexOf({ prevLogIndex, entries }: AppendEntriesArgs): number {
  return prevLogIndex + entries.length;
}

/** A command by which it can be compared: equal commands have equal keys. */
export function keyOf(command: unknown): unknown {
  return typeof command === 'object' ? JSON.stringify(command) : command;
}
