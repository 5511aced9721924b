/**
 * One notation for scripts, failures and traces. A place in a log is `index@term`:
 * `S1→S2 AppendEntries t1 prev=1@1 [2@1] commit=1`.
 */
import type { Address, Message } from 'harness';
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  InstallSnapshotArgs,
  RequestVoteArgs,
  RequestVoteReply,
} from '../api.ts';
import { execute, fromSnapshot, NO_STATE, toSnapshot } from '../service-state.ts';
import { problemOfCall, problemOfReply } from './contract-shapes.ts';

/** A call as a script writes it. */
export interface ScriptedCall {
  readonly from: Address;
  readonly to: Address;
  /** Without the service: 'appendEntries'. */
  readonly method: 'requestVote' | 'appendEntries' | 'installSnapshot';
  readonly args: RequestVoteArgs | AppendEntriesArgs | InstallSnapshotArgs;
}

/** Longer lists show their ends. */
const MOST_ENTRIES = 5;

/** An RPC without its addresses: 'AppendEntries t1 prev=1@1 [2@1] commit=1'. */
export function describeCall(method: string, args: unknown): string {
  switch (problemOfCall(method, args) ? 'malformed' : method) {
    case 'raft.requestVote': {
      const { term, lastLogIndex, lastLogTerm, preVote } = args as RequestVoteArgs;
      const name = preVote ? 'PreVote' : 'RequestVote';
      return `${name} t${term} last=${lastLogIndex}@${lastLogTerm}`;
    }
    case 'raft.appendEntries': {
      const call = args as AppendEntriesArgs;
      const { term, prevLogIndex, prevLogTerm, leaderCommit } = call;
      const prev = `prev=${prevLogIndex}@${prevLogTerm}`;
      return `AppendEntries t${term} ${prev} [${describeEntries(call)}] commit=${leaderCommit}`;
    }
    case 'raft.installSnapshot': {
      const { term, lastIncludedIndex, lastIncludedTerm, data } = args as InstallSnapshotArgs;
      const last = `last=${lastIncludedIndex}@${lastIncludedTerm}`;
      return `InstallSnapshot t${term} ${last} ${data.length} bytes`;
    }
    default:
      return `${method.replace(/^raft\./, '')} ${JSON.stringify(args)}`;
  }
}

/** A reply: 'ok t1', 'granted t2', 'rejected t2 conflict=4@1'. */
export function describeReply(method: string, reply: unknown): string {
  switch (problemOfReply(method, reply) ? 'malformed' : method) {
    case 'raft.requestVote': {
      const { term, voteGranted } = reply as RequestVoteReply;
      return `${voteGranted ? 'granted' : 'refused'} t${term}`;
    }
    case 'raft.appendEntries': {
      const { term, success, conflictIndex, conflictTerm } = reply as AppendEntriesReply;
      if (success) return `ok t${term}`;
      const conflict =
        conflictTerm === undefined ? conflictIndex : `${conflictIndex}@${conflictTerm}`;
      return `rejected t${term}${conflictIndex === undefined ? '' : ` conflict=${conflict}`}`;
    }
    case 'raft.installSnapshot':
      return `ok t${(reply as { term: number }).term}`;
    default:
      return JSON.stringify(reply) ?? 'nothing';
  }
}

/** A message with its addresses: 'S1→S2 AppendEntries t1 prev=1@1 [2@1] commit=1'. */
export function describeMessage(message: Message): string {
  return `${message.from}→${message.to} ${describeCall(message.method, message.args)}`;
}

/** A message with its reply: 'S1→S2 RequestVote t2 last=1@1 → granted t2'. */
export function describeExchange(message: Message): string {
  return `${describeMessage(message)} → ${describeReply(message.method, message.reply)}`;
}

const VOTE = /^(\w+)→(\w+) (RequestVote|PreVote) t(\d+) last=(\d+)@(\d+)$/;
const APPEND = /^(\w+)→(\w+) AppendEntries t(\d+) prev=(\d+)@(\d+) \[(.*)\] commit=(\d+)$/;
const INSTALL = /^(\w+)→(\w+) InstallSnapshot t(\d+) last=(\d+)@(\d+) \[(.*)\]$/;

/**
 * The call that a line of a script stands for: what {@link describeMessage} makes of a message, the
 * other way round. An entry `2@1` has the command `commandAt('2@1')`. For a snapshot the script says
 * which entries it holds, all from the first: `InstallSnapshot t2 last=2@1 [1@1 2@1]`.
 *
 * @throws SyntaxError for a line in another notation
 */
export function parseCall(line: string): ScriptedCall {
  const call = parseVote(line) ?? parseAppend(line) ?? parseInstall(line);
  if (call === undefined) throw new SyntaxError(`Not a call in our notation: ${line}`);
  return call;
}

function parseVote(line: string): ScriptedCall | undefined {
  const vote = VOTE.exec(line);
  if (vote === null) return undefined;
  const [, from = '', to = '', name = '', ...numbers] = vote;
  const [term = 0, lastLogIndex = 0, lastLogTerm = 0] = numbers.map(Number);
  const last = { candidateId: from, lastLogIndex, lastLogTerm };
  const args = { term, ...last, ...(name === 'PreVote' && { preVote: true }) };
  return { from, to, method: 'requestVote', args };
}

function parseAppend(line: string): ScriptedCall | undefined {
  const append = APPEND.exec(line);
  if (append === null) return undefined;
  const [, from = '', to = '', term, index, prevTerm, list = '', commit] = append;
  const args: AppendEntriesArgs = {
    term: Number(term),
    leaderId: from,
    prevLogIndex: Number(index),
    prevLogTerm: Number(prevTerm),
    entries: placesIn(list).map((place) => ({
      term: Number(place.split('@')[1]),
      command: commandAt(place),
    })),
    leaderCommit: Number(commit),
  };
  return { from, to, method: 'appendEntries', args };
}

function parseInstall(line: string): ScriptedCall | undefined {
  const install = INSTALL.exec(line);
  if (install === null) return undefined;
  const [, from = '', to = '', term, index, lastTerm, list = ''] = install;
  const args: InstallSnapshotArgs = {
    term: Number(term),
    leaderId: from,
    lastIncludedIndex: Number(index),
    lastIncludedTerm: Number(lastTerm),
    data: snapshotOf(placesIn(list)),
  };
  return { from, to, method: 'installSnapshot', args };
}

function placesIn(list: string): string[] {
  return list.split(' ').filter((place) => place !== '');
}

/** The snapshot of a service that has applied the entries of a script, from the first on. */
export function snapshotOf(places: readonly string[]): Uint8Array {
  let state = NO_STATE;
  for (const [i, place] of places.entries()) state = execute(state, i + 1, commandAt(place));
  return toSnapshot(state);
}

/** Contents of a snapshot of the test's service: 'up to entry 10'; `undefined` for other bytes. */
export function describeSnapshot(bytes: Uint8Array): string | undefined {
  const state = fromSnapshot(bytes);
  return state && `up to entry ${state.index}`;
}

/** The command of an entry in a script. */
export function commandAt(place: string): string {
  return `command of ${place}`;
}

function describeEntries({ prevLogIndex, entries }: AppendEntriesArgs): string {
  const places = entries.map(({ term }, i) => `${prevLogIndex + 1 + i}@${term}`);
  if (places.length <= MOST_ENTRIES) return places.join(' ');
  return `${places[0]} … ${places.at(-1)}: ${places.length} entries`;
}
