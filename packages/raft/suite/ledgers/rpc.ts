/** Messages of the contract with their types. The contract ledger has checked what comes here. */
import { decode, encode, type Message, type Plain } from 'harness';
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  InstallSnapshotArgs,
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

/** True if a message asks for a pre-vote (api.ts): it casts no vote and begins no term. */
export function isPreVote({ method, args }: Pick<Message, 'method' | 'args'>): boolean {
  return method === 'raft.requestVote' && (args as { preVote?: unknown }).preVote === true;
}

/** The arguments of a RequestVote; `undefined` for another RPC, and for a pre-vote. */
export function requestVoteArgs(message: Message): RequestVoteArgs | undefined {
  if (message.method !== 'raft.requestVote' || isPreVote(message)) return undefined;
  return message.args as unknown as RequestVoteArgs;
}

/** The reply to a RequestVote; `undefined` for another RPC, and for a pre-vote. */
export function requestVoteReply(message: Message): RequestVoteReply | undefined {
  if (message.method !== 'raft.requestVote' || isPreVote(message)) return undefined;
  return message.reply as unknown as RequestVoteReply;
}

export function installSnapshotArgs(message: Message): InstallSnapshotArgs | undefined {
  if (message.method !== 'raft.installSnapshot') return undefined;
  return message.args as unknown as InstallSnapshotArgs;
}

/** The sender's term; `undefined` for an RPC that the paper does not have, as a pre-vote. */
export function termOf(message: Message): number | undefined {
  if (!isLeaders(message) && requestVoteArgs(message) === undefined) return undefined;
  return (message.args as { term: number }).term;
}

/** The receiver's currentTerm, as its reply says it. */
export function replyTermOf(message: Message): number | undefined {
  if (!isLeaders(message) && requestVoteArgs(message) === undefined) return undefined;
  return (message.reply as { term: number }).term;
}

/** The term of a leader that speaks; `undefined` when none does. */
export function leaderTermOf(message: Message): number | undefined {
  return isLeaders(message) ? (message.args as { term: number }).term : undefined;
}

/** True if only a leader makes that RPC. */
function isLeaders({ method }: Message): boolean {
  return method === 'raft.appendEntries' || method === 'raft.installSnapshot';
}

/** A place in a log, and the term of the entry there. */
export interface Position {
  readonly index: number;
  readonly term: number;
}

/** Where a candidate's log ends, as it says. */
export function lastOfCandidate({ lastLogIndex, lastLogTerm }: RequestVoteArgs): Position {
  return { index: lastLogIndex, term: lastLogTerm };
}

/** Whether a log that ends at `a` is at least as up-to-date as one that ends at `b` (§5.4.1). */
export function isUpToDate(a: Position, b: Position): boolean {
  return a.term > b.term || (a.term === b.term && a.index >= b.index);
}

/** The last entry that an AppendEntries speaks of. */
export function lastOf(args: AppendEntriesArgs): Position {
  return { index: lastIndexOf(args), term: args.entries.at(-1)?.term ?? args.prevLogTerm };
}

/** Index of the last entry that an AppendEntries speaks of. */
export function lastIndexOf({ prevLogIndex, entries }: AppendEntriesArgs): number {
  return prevLogIndex + entries.length;
}

/** The command that start() is given, as {@link keyOf} has it. */
export function startedBy(args: Plain): unknown {
  return keyOf((args as readonly Plain[])[0]);
}

/** No string command of a case begins with it. */
const NO_TEXT = '\0';

/**
 * A key by which commands can be compared: equal commands have equal keys, and no others do: bytes
 * are no list of numbers, 0 is not false, and '1' is not 1.
 */
export function keyOf(command: unknown): unknown {
  if (typeof command === 'string') return command;
  if (typeof command !== 'object' || command === null) return NO_TEXT + encode(command);
  let key = keys.get(command);
  if (key === undefined) keys.set(command, (key = NO_TEXT + encode(command)));
  return key;
}

/** By command: messages and applies are decoded once for all ledgers, and never changed. */
const keys = new WeakMap<object, string>();

/** A key, to be read: strings in quotation marks, all else as it is encoded. */
export function textOfKey(key: unknown): string {
  const text = String(key);
  return text.startsWith(NO_TEXT) ? text.slice(NO_TEXT.length) : JSON.stringify(text);
}

/** Why such commands differ. */
export const THROUGH_JSON =
  '  A command is any plain data and stays as it came: JSON.stringify turns bytes into an object.';

/** Whether two commands, by their keys, differ by what JSON does not keep: bytes become an object. */
export function differByJson(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && a !== b && asJson(a) === asJson(b);
}

function asJson(key: unknown): string {
  const text = String(key);
  const command = text.startsWith(NO_TEXT) ? decode(text.slice(NO_TEXT.length)) : text;
  return JSON.stringify(command) ?? '';
}
