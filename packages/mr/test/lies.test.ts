/** Values that the contract does not allow, in every field: the problem names the field, and nothing throws. */
import { expect, it } from 'vitest';
import { problemOfCall, problemOfReply } from '../suite/contract-shapes.ts';
import { describeCall, describeReply } from '../suite/notation.ts';

const WRONG: readonly unknown[] = [
  null,
  1.5,
  -1,
  2 ** 53,
  1e308,
  {},
  [null],
  true,
  new Uint8Array([1]),
];

/** The object with another value at a path. */
function put(object: object, [field = '', ...rest]: readonly string[], value: unknown): object {
  const inner = (object as Record<string, unknown>)[field] as object;
  return { ...object, [field]: rest.length === 0 ? value : put(inner, rest, value) };
}

const heartbeat = 'mr.heartbeat';
const id = { kind: 'map', number: 3 };
const done = { task: id, attempt: '1.4', files: ['a'] };
const failed = { task: id, attempt: '1.4', reason: 'x', missing: ['b'] };
const split = { file: '/books/a.txt', start: 0, end: 1000 };
const map = { kind: 'map', number: 3, attempt: '1.4', split, nReduce: 5 };
const reduce = { kind: 'reduce', number: 3, attempt: '1.4', inputs: ['a'] };

it.each([
  [{ worker: 'w1' }, ['worker']],
  [
    { done },
    ['done', 'done.task', 'done.task.kind', 'done.task.number', 'done.attempt', 'done.files'],
  ],
  [{ failed }, ['failed', 'failed.task', 'failed.attempt', 'failed.reason', 'failed.missing']],
])('a call like %j', (right, paths) => {
  expect(problemOfCall(heartbeat, right)).toBeUndefined();
  for (const path of paths.map((text) => text.split('.'))) {
    for (const value of WRONG) {
      const args = put(right, path, value);
      expect({ args, problem: problemOfCall(heartbeat, args) }).toMatchObject({
        problem: expect.stringContaining(path.at(-1)!) as string,
      });
      expect(describeCall(heartbeat, args)).toBeTypeOf('string');
    }
  }
  expect(problemOfCall(heartbeat, null)).toBe('is null, no object');
});

it.each([
  [{ worker: 'w1', task: 'wait' }, ['worker', 'task']],
  [
    { worker: 'w1', task: map },
    ['task', 'task.kind', 'task.number', 'task.attempt', 'task.split', 'task.split.file'].concat(
      'task.split.start',
      'task.split.end',
      'task.nReduce',
    ),
  ],
  [{ worker: 'w1', task: reduce }, ['task', 'task.kind', 'task.number', 'task.inputs']],
])('a reply like %j', (right, paths) => {
  expect(problemOfReply(heartbeat, right)).toBeUndefined();
  for (const path of paths.map((text) => text.split('.'))) {
    for (const value of WRONG) {
      const reply = put(right, path, value);
      expect({ reply, problem: problemOfReply(heartbeat, reply) }).toMatchObject({
        problem: expect.stringContaining(path.at(-1)!) as string,
      });
      expect(describeReply(heartbeat, reply)).toBeTypeOf('string');
    }
  }
  expect(problemOfReply(heartbeat, undefined)).toBe('is undefined, no object');
});
