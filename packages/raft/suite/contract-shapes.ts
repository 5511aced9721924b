/** The shapes of the contract's messages and values (api.ts): what is wrong with one, in words. */
import { isObject, isWhole, lookUp, problem, type Rule, shortened } from 'harness';
import { MAX_INDEX } from '../service-state.ts';

const natural = (value: unknown): boolean => isWhole(value, 0);
const positive = (value: unknown): boolean => isWhole(value, 1);
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

/** Index of an entry, 0 for the place before the first. */
function index(field: string, min = 0): Rule {
  const what = `an integer from ${min} to ${MAX_INDEX}`;
  return [field, what, (value) => isWhole(value, min, MAX_INDEX)];
}

/** Term of an entry, 0 for the place before the first. */
function term(field: string): Rule {
  return [field, 'an integer, 0 or more', natural];
}

const CALLS: Record<string, readonly Rule[]> = {
  'raft.requestVote': [
    OWN_TERM,
    ['candidateId', 'an address', text],
    index('lastLogIndex'),
    term('lastLogTerm'),
    ['preVote', 'a boolean, or absent', optionalBoolean],
  ],
  'raft.appendEntries': [
    OWN_TERM,
    LEADER,
    index('prevLogIndex'),
    term('prevLogTerm'),
    ['entries', 'an array of { term, command } with terms of 1 or more', entries],
    index('leaderCommit'),
  ],
  'raft.installSnapshot': [
    OWN_TERM,
    LEADER,
    index('lastIncludedIndex'),
    term('lastIncludedTerm'),
    ['data', 'a Uint8Array', bytes],
  ],
};

const REPLIES: Record<string, readonly Rule[]> = {
  'raft.requestVote': [TERM, ['voteGranted', 'a boolean', boolean]],
  'raft.appendEntries': [TERM, ['success', 'a boolean', boolean]],
  'raft.installSnapshot': [TERM],
};

const IS_LEADER: Rule = ['isLeader', 'a boolean', boolean];
/** Of a server that does not lead, the index counts for nothing: many return -1. */
const REFUSED: readonly Rule[] = [
  IS_LEADER,
  ['index', 'an integer', (value) => isWhole(value)],
  ['term', 'an integer', (value) => isWhole(value)],
];
const ACCEPTED: readonly Rule[] = [IS_LEADER, index('index', 1), OWN_TERM];
const STATE: readonly Rule[] = [IS_LEADER, TERM];

const APPLIES: Record<string, readonly Rule[]> = {
  command: [index('index', 1)],
  snapshot: [index('index', 1), OWN_TERM, ['data', 'a Uint8Array', bytes]],
};

/** What is wrong with the arguments of an RPC; `undefined` when nothing is, or it is an own RPC. */
export function problemOfCall(method: string, args: unknown): string | undefined {
  return problem(lookUp(CALLS, method), args);
}

/** The same for its reply. */
export function problemOfReply(method: string, reply: unknown): string | undefined {
  return problem(lookUp(REPLIES, method), reply);
}

/** The same for what `start` or `getState` returned. */
export function problemOfReturn(method: string, value: unknown): string | undefined {
  if (method === 'getState') return problem(STATE, value);
  if (method !== 'start') return undefined;
  return problem(isObject(value) && value['isLeader'] === true ? ACCEPTED : REFUSED, value);
}

/** The same for what is handed to the service. */
export function problemOfApply(message: unknown): string | undefined {
  const kind = isObject(message) ? message['kind'] : undefined;
  const rules = typeof kind === 'string' ? lookUp(APPLIES, kind) : undefined;
  if (rules !== undefined) return problem(rules, message);
  return `is ${shortened(message)}, expected an object whose kind is command or snapshot`;
}
