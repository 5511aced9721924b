/** The shapes of the contract's messages (api.ts): what is wrong with one, in words. */
import { isObject, isWhole, lookUp, problem, type Rule, shortened } from 'harness';

const text = (value: unknown): boolean => typeof value === 'string' && value !== '';
const absent = (value: unknown): boolean => value === undefined;
const count = (value: unknown): boolean => isWhole(value, 0);
const texts = (value: unknown): boolean => Array.isArray(value) && value.every(text);

const REPORT: readonly Rule[] = [
  ['task', "{ kind: 'map' or 'reduce', number }", isTaskId],
  ['attempt', 'the name of the attempt, a text', text],
];
const REASON: Rule = ['reason', 'a text', (value) => typeof value === 'string'];
const DONE: readonly Rule[] = [...REPORT, ['files', 'a list of names', texts]];
const FAILED: readonly Rule[] = [
  ...REPORT,
  REASON,
  ['missing', 'a list of names, or to be absent', (value) => absent(value) || texts(value)],
];
const CALL: readonly Rule[] = [
  ['worker', 'a name, or to be absent', (value) => absent(value) || text(value)],
];
const REPLY: readonly Rule[] = [['worker', 'a name', text]];
/** It knows no workers. */
const STANDBY: readonly Rule[] = [['worker', 'a text', (value) => typeof value === 'string']];
const WORDS = ['wait', 'exit', 'standby'];
const TASK: readonly Rule[] = [
  ['kind', "'map' or 'reduce'", (value) => value === 'map' || value === 'reduce'],
  ['number', 'an integer from 0 on', count],
  ['attempt', 'a name, a text', text],
];
const MAP: readonly Rule[] = [
  ...TASK,
  ['split', '{ file, start, end }, in bytes', isSplit],
  ['nReduce', 'the number of reduce tasks', count],
];
const REDUCE: readonly Rule[] = [...TASK, ['inputs', 'a list of names', texts]];

/** By status, how a coordinator or a worker may end. */
const ENDS: Record<string, readonly Rule[]> = {
  done: [],
  exit: [],
  failed: [REASON],
  deposed: [REASON],
  unreachable: [REASON],
};

/** Problem with the arguments of an RPC; `undefined` when there is none. */
export function problemOfCall(method: string, args: unknown): string | undefined {
  // A coordinator answers no other: its node has no handler for it (adapter.ts).
  if (method !== 'mr.heartbeat') return 'is of no RPC of the contract, which has heartbeat only';
  const wrong = problem(CALL, args);
  if (wrong !== undefined || !isObject(args)) return wrong;
  const { done, failed } = args;
  return inside('done', DONE, done) ?? inside('failed', FAILED, failed);
}

/** The same for its reply. */
export function problemOfReply(method: string, reply: unknown): string | undefined {
  if (method !== 'mr.heartbeat') return undefined;
  const isStandby = isObject(reply) && reply['task'] === 'standby';
  const wrong = problem(isStandby ? STANDBY : REPLY, reply);
  if (wrong !== undefined || !isObject(reply)) return wrong;
  const { task } = reply;
  if (typeof task === 'string' && WORDS.includes(task)) return undefined;
  if (!isObject(task)) {
    return `has task: ${shortened(task)}, expected a task, 'wait', 'exit' or 'standby'`;
  }
  return inside('task', task['kind'] === 'reduce' ? REDUCE : MAP, task);
}

/** The same for how a process says that it ends. */
export function problemOfApply(value: unknown): string | undefined {
  const end = isObject(value) ? value['ended'] : undefined;
  const status = isObject(end) ? end['status'] : undefined;
  const rules = typeof status === 'string' ? lookUp(ENDS, status) : undefined;
  if (rules !== undefined) return inside('ended', rules, end);
  return `is ${shortened(value)}, expected { ended } with a status of ${Object.keys(ENDS).join(', ')}`;
}

function inside(field: string, rules: readonly Rule[], value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const wrong = problem(rules, value);
  return wrong && `has ${field}, which ${wrong}`;
}

function isTaskId(value: unknown): boolean {
  if (!isObject(value) || !count(value['number'])) return false;
  return value['kind'] === 'map' || value['kind'] === 'reduce';
}

function isSplit(value: unknown): boolean {
  if (!isObject(value) || !text(value['file'])) return false;
  const { start, end } = value;
  return count(start) && count(end) && (start as number) <= (end as number);
}
