/** Mistakes that are no rows of the zoo: each shows a check at work that none of those does. */
import {
  ANSWER_AFTER_COMMIT,
  CLERK_RENEWS,
  CLIENT_ORDER,
  CONTRACT,
  INVENTED_VALUE,
  LINEARIZABILITY,
  LIVE_OPERATION,
  RETRY_NUMBER,
  SNAPSHOT_SIZE,
  SPEED,
} from 'kvraft/suite/properties';
import type { Bug } from '../bug.ts';
import { clerk, machine, rsm, server } from './edits.ts';

const STORE = "command.kind === 'put' ? value : (this.store.get(key) ?? '') + value";

export const otherKvBugs: readonly Bug[] = [
  {
    id: 'order',
    what: 'appends in front',
    section: 'packages/kvraft/api.ts',
    property: CLIENT_ORDER,
    cases: ['MajorityServes', 'Basic'],
    edits: [machine(STORE, "command.kind === 'put' ? value : value + (this.store.get(key) ?? '')")],
  },
  {
    id: 'keys',
    what: 'keys are told apart by their first letter',
    section: 'packages/kvraft/api.ts',
    property: INVENTED_VALUE,
    cases: ['Concurrent'],
    edits: [
      machine(
        '    const { key, value } = command;',
        '    const { value } = command;\n    const key = command.key[0];',
      ),
      machine('this.store.get(command.key)', 'this.store.get(command.key[0])'),
    ],
  },
  {
    id: 'lost',
    what: 'a put is answered, and not done',
    section: '§8',
    property: LINEARIZABILITY,
    cases: ['OnePartition'],
    edits: [machine(STORE, "(this.store.get(key) ?? '') + (command.kind === 'put' ? '' : value)")],
  },
  {
    id: 'early',
    what: 'answers before the entry is committed',
    section: '§5.3, §8',
    property: ANSWER_AFTER_COMMIT,
    cases: ['MinorityRefuses', 'OnePartition', 'Basic'],
    edits: [
      rsm(
        "    if (!isLeader) this.tell(serial, { status: 'NOT_LEADER' });",
        `    const early = { status: 'OK', response: { status: 'OK', clientId: this.proposer + serial } };
    this.tell(serial, isLeader ? early : { status: 'NOT_LEADER' });`,
      ),
      machine(
        "if (session === undefined) return { status: 'SESSION_EXPIRED' };",
        "if (session === undefined) return { status: 'OK', response: '' };",
      ),
    ],
  },
  {
    id: 'slow',
    what: 'looks for the result every 100 ms',
    section: '§8',
    property: SPEED,
    cases: ['Speed', 'SnapshotSpeed'],
    edits: [
      rsm(
        "    if (isOurs) this.tell(serial, { status: 'OK', response });",
        "    if (isOurs) setTimeout(() => this.tell(serial, { status: 'OK', response }), 50);",
      ),
    ],
  },
  {
    id: 'all results',
    what: 'remembers each operation of a client, not only the last',
    section: 'dissertation §6.3',
    property: SNAPSHOT_SIZE,
    cases: ['SnapshotSize'],
    edits: [
      machine(
        '      store: [...this.store],',
        '      all: this.all,\n      store: [...this.store],',
      ),
      machine(
        '    const { key, value } = command;',
        '    const { key, value } = command;\n    (this.all ??= []).push(sequenceNum);',
      ),
    ],
  },
  {
    id: 'shape',
    what: 'a reply is not of the shape that the contract has',
    section: 'packages/kvraft/api.ts',
    property: CONTRACT,
    cases: ['OnePartition'],
    edits: [
      server(
        "return { status: 'NOT_LEADER', ...(leaderId",
        "return { status: 'WRONG_LEADER', ...(leaderId",
      ),
      clerk("reply.status === 'NOT_LEADER'", "reply.status === 'WRONG_LEADER'"),
      server("submitted.status === 'OK' ?", "submitted.status !== 'NOT_LEADER' ?"),
      server("reply.status === 'NOT_LEADER' ||", "reply.status === 'WRONG_LEADER' ||"),
    ],
  },
  {
    id: 'numbers',
    what: 'all operations of a clerk have one number',
    section: '§8',
    property: RETRY_NUMBER,
    cases: ['MajorityServes'],
    edits: [clerk('const sequenceNum = ++this.sequenceNum;', 'const sequenceNum = 1;')],
  },
  {
    id: 'own error',
    what: 'a clerk rejects with an error that the contract does not have',
    section: 'packages/kvraft/api.ts',
    property: { name: 'Exception', section: '' },
    cases: ['RetryAfterExpiry'],
    edits: [clerk('    throw new SessionExpired(', '    throw new Error(')],
  },
  {
    id: 'hasty expiry',
    what: 'a clerk takes its session for expired when no server answers',
    section: 'packages/kvraft/api.ts',
    property: CLERK_RENEWS,
    cases: ['RetryAcrossLeaders'],
    edits: [
      clerk(
        '      const reply = await this.attempt(address, call);',
        `      const reply = await this.attempt(address, call);
      if (this.session && reply === undefined) return { status: 'SESSION_EXPIRED' };`,
      ),
    ],
  },
  {
    id: 'second session',
    what: 'an operation whose session has expired is tried again under another one',
    section: 'dissertation §6.3',
    property: RETRY_NUMBER,
    cases: ['RetryAfterExpiry', 'ExpiryByAgreement'],
    edits: [
      clerk(
        '    throw new SessionExpired(`the session expired before ${command.kind} was answered`);',
        '    return this.execute(command);',
      ),
    ],
  },
  {
    id: 'impatient',
    what: 'a clerk takes a server for dead when it is silent for 100 ms, also one that is far away',
    section: '§8',
    property: LIVE_OPERATION,
    cases: ['FarApart'],
    edits: [clerk('ATTEMPT_MS = 500', 'ATTEMPT_MS = 100')],
  },
];
