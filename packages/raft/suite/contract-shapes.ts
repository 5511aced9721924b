/** The shapes of the contract's messages (api.ts): what is wrong with one, in words. */
import { problem, type Rule } from 'harness';

const natural = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const positive = (value: unknown): boolean => natural(value) && value !== 0;
const boolean = (value: unknown): boolean => typeof value === 'boolean';
const optionalBoolean = (value: unknown): boolean => value === undefined || boolean(value);
const text = (value: unknown): boolean => typeof value === 'string';
const bytes = (value: unknown): boolean => value instanceof Uint8Array;
const entries = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((entry) => positive((entry as { term?: unknown } | null)?.term));

const TERM: Rule = ['term', 'an integer, 0 or more', natural];
const OWN_TERM: Rule = ['term', 'an integer, 1 or more', positive];
const LEADER: Rule = ['leaderId', 'an address', text];

/** Index or term of an entry, 0 for the place before the first. */
function place(field: string): Rule {
  return [field, 'an integer, 0 or more', natural];
}

const CALLS: Record<string, readonly Rule[]> = {
  'raft.requestVote': [
    OWN_TERM,
    ['candidateId', 'an address', text],
    place('lastLogIndex'),
    place('lastLogTerm'),
    ['preVote', 'a boolean, or absent', optionalBoolean],
  ],
  'raft.appendEntries': [
    OWN_TERM,
    LEADER,
    place('prevLogIndex'),
    place('prevLogTerm'),
    ['entries', 'an array of { term, command } with terms of 1 or more', entries],
    place('leaderCommit'),
  ],
  'raft.installSnapshot': [
    OWN_TERM,
    LEADER,
    place('lastIncludedIndex'),
    place('lastIncludedTerm'),
    ['data', 'a Uint8Array', bytes],
  ],
};

const REPLIES: Record<string, readonly Rule[]> = {
  'raft.requestVote': [TERM, ['voteGranted', 'a boolean', boolean]],
  'raft.appendEntries': [TERM, ['success', 'a boolean', boolean]],
  'raft.installSnapshot': [TERM],
};

/** What is wrong with the arguments of an RPC; `undefined` when nothing is, or it is an own RPC. */
export function problemOfCall(method: string, args: unknown): string | undefined {
  return problem(CALLS[method], args);
}

/** The same for its reply. */
export function problemOfReply(method: string, reply: unknown): string | undefined {
  return problem(REPLIES[method], reply);
}
