/** The shapes of the contract's messages (api.ts): what is wrong with one, in words. */
import { isObject, isWhole, lookUp, problem, type Rule, shortened } from 'harness';

const text = (value: unknown): boolean => typeof value === 'string';
const clientId = (value: unknown): boolean => text(value) || Number.isFinite(value);

const CLIENT_ID: Rule = ['clientId', 'a number or a string', clientId];

const CALLS: Record<string, readonly Rule[]> = {
  'kv.registerClient': [],
  'kv.clientRequest': [
    CLIENT_ID,
    ['sequenceNum', 'an integer of at most 2 ** 53 - 1', (value) => isWhole(value)],
    ['command', '{ kind, key, value } with kind get, put or append', isOperation],
  ],
};

const HINT: Rule = [
  'leaderHint',
  'the address of a server, or to be absent',
  (value) => value === undefined || text(value),
];

/** By RPC and status. */
const REPLIES: Record<string, Record<string, readonly Rule[]>> = {
  'kv.registerClient': { OK: [CLIENT_ID], NOT_LEADER: [HINT] },
  'kv.clientRequest': {
    OK: [['response', 'a string, or to be absent', (value) => value === undefined || text(value)]],
    NOT_LEADER: [HINT],
    SESSION_EXPIRED: [],
  },
};

/** What is wrong with the arguments of an RPC; `undefined` when nothing is, or it is an own RPC. */
export function problemOfCall(method: string, args: unknown): string | undefined {
  return problem(lookUp(CALLS, method), args);
}

/** The same for its reply. */
export function problemOfReply(method: string, reply: unknown): string | undefined {
  const byStatus = lookUp(REPLIES, method);
  if (byStatus === undefined) return undefined;
  const status = isObject(reply) ? reply['status'] : undefined;
  const rules = typeof status === 'string' ? lookUp(byStatus, status) : undefined;
  if (rules) return problem(rules, reply);
  const known = Object.keys(byStatus).join(', ');
  return `is ${shortened(reply)}, expected an object whose status is one of ${known}`;
}

function isOperation(value: unknown): boolean {
  if (!isObject(value) || !text(value['key'])) return false;
  const { kind } = value;
  return kind === 'get' || ((kind === 'put' || kind === 'append') && text(value['value']));
}
