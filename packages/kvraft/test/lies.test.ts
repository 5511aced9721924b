/** Values that the contract does not allow, in every field: the problem names the field, and nothing throws. */
import { expect, it } from 'vitest';
import { problemOfCall, problemOfReply } from '../suite/contract-shapes.ts';
import { describeCall, describeReply } from '../suite/notation.ts';

const WRONG: readonly unknown[] = [
  null,
  1.5,
  2 ** 53,
  1e308,
  {},
  [null],
  true,
  new Uint8Array([1]),
];

type Message = Readonly<Record<string, unknown>>;

const command = { kind: 'put', key: 'x', value: '1' };
const CALLS: readonly [method: string, right: Message, fields: readonly string[]][] = [
  [
    'kv.clientRequest',
    { clientId: 7, sequenceNum: 1, command },
    ['clientId', 'sequenceNum', 'command'],
  ],
];
const REPLIES: typeof CALLS = [
  ['kv.registerClient', { status: 'OK', clientId: 7 }, ['status', 'clientId']],
  ['kv.registerClient', { status: 'NOT_LEADER', leaderHint: 'S1' }, ['status', 'leaderHint']],
  ['kv.clientRequest', { status: 'OK', response: '1' }, ['status', 'response']],
  ['kv.clientRequest', { status: 'NOT_LEADER', leaderHint: 'S1' }, ['status', 'leaderHint']],
];
/** Numbers that JavaScript can hold are fine as the name of a client. */
const IDS = [1.5, 2 ** 53, 1e308];

it.each(CALLS)('the call %s %j', (method, right, fields) => {
  expect(problemOfCall(method, right)).toBeUndefined();
  for (const field of fields) {
    for (const value of WRONG) {
      if (field === 'clientId' && IDS.includes(value as number)) continue;
      const args = { ...right, [field]: value };
      expect({ args, problem: problemOfCall(method, args) }).toMatchObject({
        problem: expect.stringContaining(`has ${field}`) as string,
      });
      expect(describeCall(method, args)).toBeTypeOf('string');
    }
  }
  for (const args of [undefined, null, 7, 'x']) {
    expect(problemOfCall(method, args)).toContain('no object');
  }
});

it.each(REPLIES)('the reply %s %j', (method, right, fields) => {
  expect(problemOfReply(method, right)).toBeUndefined();
  for (const field of fields) {
    for (const value of [...WRONG, ...(field === 'status' ? ['constructor', '__proto__'] : [])]) {
      if (field === 'clientId' && IDS.includes(value as number)) continue;
      const reply = { ...right, [field]: value };
      expect({ reply, problem: problemOfReply(method, reply) }).toMatchObject({
        problem: expect.stringContaining(field) as string,
      });
      expect(describeReply(method, reply)).toBeTypeOf('string');
    }
  }
  for (const reply of [undefined, null, 7, 'x']) {
    expect(problemOfReply(method, reply)).toContain('an object whose status');
  }
});
