/** The parts of the checks that no planted mistake shows: see tools/zoo for the rest. */
import { describe, expect, it } from 'vitest';
import { problemOfCall, problemOfReply } from '../suite/contract-shapes.ts';
import { marker, markersIn } from '../suite/ledgers/markers.ts';
import { describeCall, describeReply } from '../suite/notation.ts';

const command = { kind: 'append', key: 'x', value: '(C1 1)' };

describe('markers', () => {
  it('are found in a value, in order, whatever stands between', () => {
    const value = `13${marker('C1', 1)} and ${marker("C2'/3", 17)}`;
    expect(markersIn(value)).toEqual([
      { text: '(C1 1)', client: 'C1', number: 1 },
      { text: "(C2'/3 17)", client: "C2'/3", number: 17 },
    ]);
    expect(markersIn('(C1) (1 2 3) ()')).toEqual([]);
  });
});

describe('the shapes of the contract', () => {
  it('are those of its messages', () => {
    expect(problemOfCall('kv.registerClient', {})).toBeUndefined();
    expect(problemOfCall('kv.clientRequest', { clientId: 7, sequenceNum: 3, command })).toBe(
      undefined,
    );
    const clientId = 'seven';
    expect(problemOfReply('kv.registerClient', { status: 'OK', clientId })).toBeUndefined();
    expect(problemOfReply('kv.clientRequest', { status: 'NOT_LEADER' })).toBeUndefined();
    expect(problemOfReply('kv.clientRequest', { status: 'SESSION_EXPIRED' })).toBeUndefined();
    expect(problemOfCall('kv.ownRpc', null)).toBeUndefined();
  });

  it.each([
    ['kv.registerClient', null, 'is null, no object'],
    ['kv.clientRequest', { clientId: {}, sequenceNum: 1, command }, 'has clientId: {}'],
    ['kv.clientRequest', { clientId: 1, sequenceNum: 1.5, command }, 'has sequenceNum: 1.5'],
    ['kv.clientRequest', { clientId: 1, sequenceNum: 1 }, 'has command: undefined'],
    [
      'kv.clientRequest',
      { clientId: 1, sequenceNum: 1, command: { kind: 'put', key: 'x' } },
      'has command: {"kind":"put","key":"x"}, expected { kind, key, value }',
    ],
  ])('%s of %j %s', (method, args, problem) => {
    expect(problemOfCall(method, args)).toContain(problem);
  });

  it.each([
    ['kv.registerClient', { status: 'OK' }, 'has clientId: undefined'],
    ['kv.registerClient', { status: 'SESSION_EXPIRED' }, 'status is one of OK, NOT_LEADER'],
    ['kv.clientRequest', 'OK', 'is "OK", expected an object whose status'],
    ['kv.clientRequest', { status: 'NOT_LEADER', leaderHint: 2 }, 'has leaderHint: 2'],
    ['kv.clientRequest', { status: 'OK', response: null }, 'has response: null'],
  ])('the reply to %s of %j %s', (method, reply, problem) => {
    expect(problemOfReply(method, reply)).toContain(problem);
  });
});

describe('the notation', () => {
  it.each([
    ['kv.registerClient', {}, 'RegisterClient'],
    [
      'kv.clientRequest',
      { clientId: 7, sequenceNum: 3, command },
      "ClientRequest 7#3 append(x, '(C1 1)')",
    ],
    ['kv.clientRequest', { clientId: 7 }, 'clientRequest {"clientId":7}'],
    ['kv.own', { a: 1 }, 'own {"a":1}'],
    [
      'raft.requestVote',
      { term: 1, candidateId: 'S1', lastLogIndex: 0, lastLogTerm: 0 },
      'RequestVote t1 last=0@0',
    ],
  ])('of the call %s %j is %s', (method, args, text) => {
    expect(describeCall(method, args)).toBe(text);
  });

  it.each([
    ['kv.registerClient', { status: 'OK', clientId: 7 }, 'ok client 7'],
    ['kv.registerClient', { status: 'NOT_LEADER', leaderHint: 'S2' }, 'not leader, try S2'],
    ['kv.clientRequest', { status: 'NOT_LEADER' }, 'not leader'],
    ['kv.clientRequest', { status: 'OK' }, 'ok'],
    ['kv.clientRequest', { status: 'OK', response: 'a' }, "ok 'a'"],
    ['kv.clientRequest', { status: 'SESSION_EXPIRED' }, 'session expired'],
    ['kv.clientRequest', { status: 'What?' }, '{"status":"What?"}'],
    ['raft.requestVote', { term: 1, voteGranted: true }, 'granted t1'],
  ])('of the reply to %s %j is %s', (method, reply, text) => {
    expect(describeReply(method, reply)).toBe(text);
  });
});
