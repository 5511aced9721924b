/** What the suite says of messages and names: what is wrong with one, and how it reads. */
import { expect, it } from 'vitest';
import { problemOfApply, problemOfCall, problemOfReply } from '../suite/contract-shapes.ts';
import { finalOf } from '../suite/names.ts';
import { describeCall, describeReply } from '../suite/notation.ts';

const beat = 'mr.heartbeat';
const map = { kind: 'map', number: 3, attempt: '1.4' };
const split = { file: '/books/a.txt', start: 0, end: 1000 };
const report = { task: { kind: 'map', number: 3 }, attempt: '1.4' };

it.each([
  [{}, undefined],
  [{ worker: 'w1', more: [1] }, undefined],
  [{ done: { ...report, files: ['a', 'b'] } }, undefined],
  [{ failed: { ...report, reason: '' } }, undefined],
  [7, 'is 7, no object'],
  [{ worker: 1 }, 'has worker: 1, expected a name, or to be absent'],
  [{ done: report }, 'has done, which has files: undefined, expected a list of names'],
  [
    { failed: { ...report, reason: 'x', missing: [1] } },
    'has failed, which has missing: [1], expected a list of names, or to be absent',
  ],
])('of the call %j: %s', (args, problem) => {
  expect(problemOfCall(beat, args)).toBe(problem);
});

it.each([
  [{ worker: 'w1', task: 'wait' }, undefined],
  [{ worker: '', task: 'standby' }, undefined],
  [{ worker: 'w1', task: { ...map, split, nReduce: 5 } }, undefined],
  [{ worker: 'w1', task: { kind: 'reduce', number: 0, attempt: '1', inputs: [] } }, undefined],
  [{ worker: '', task: 'exit' }, 'has worker: "", expected a name'],
  [{ worker: 'w1' }, "has task: undefined, expected a task, 'wait', 'exit' or 'standby'"],
  [
    { worker: 'w1', task: { ...map, split: { ...split, end: -1 }, nReduce: 5 } },
    'has task, which has split: {"file":"/books/a.txt","start":0,"end":-1}, ' +
      'expected { file, start, end }, in bytes',
  ],
])('of the reply %j: %s', (reply, problem) => {
  expect(problemOfReply(beat, reply)).toBe(problem);
});

it.each([
  [{ ended: { status: 'done' } }, undefined],
  [{ ended: { status: 'failed', reason: 'broken' } }, undefined],
  [{ ended: { status: 'failed' } }, 'has ended, which has reason: undefined, expected a text'],
  [
    { ended: { status: 'constructor' } },
    'is {"ended":{"status":"constructor"}}, expected { ended } with a status of done, exit, failed, ' +
      'deposed, unreachable',
  ],
])('of how a process ends, %j: %s', (value, problem) => {
  expect(problemOfApply(value)).toBe(problem);
});

it('knows heartbeats only', () => {
  expect(problemOfCall('mr.mine', 7)).toBe(
    'is of no RPC of the contract, which has heartbeat only',
  );
  expect(describeCall('mr.mine', { a: 1 })).toBe('mr.mine {"a":1}');
});

it('reads messages in a line', () => {
  expect(describeCall(beat, {})).toBe('Heartbeat new');
  const done = { ...report, files: [] };
  expect(describeCall(beat, { worker: 'w1', done })).toBe('Heartbeat w1, done: map 3 (1.4)');
  const failed = { ...report, reason: 'x', missing: ['mr-0-1', 'mr-0-2'] };
  const told = 'Heartbeat w1, failed: map 3 (1.4), mr-0-1 mr-0-2 missing';
  expect(describeCall(beat, { worker: 'w1', failed })).toBe(told);
  const task = { ...map, split, nReduce: 5 };
  expect(describeReply(beat, { worker: 'w1', task })).toBe(
    'w1: map 3 (1.4) of /books/a.txt 0–1000',
  );
  expect(describeReply(beat, { worker: 'w1', task: 'wait' })).toBe('w1: wait');
});

it.each([
  ['/job/mr-3-14', { kind: 'map', number: 3, part: 14 }],
  ['/job/mr-out-2', { kind: 'reduce', number: 2, part: 0 }],
  ['/job/mr-3-14.tmp', undefined],
  ['/other/mr-out-2', undefined],
])('%s is the final name of %j', (path, final) => {
  expect(finalOf(path)).toEqual(final);
});
