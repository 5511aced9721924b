/**
 * Values that the contract does not allow, in every field that a check reads. The verdict blames the
 * server and names the field; no check ever fails by itself.
 */
import { join } from 'node:path';
import { prepare, runCase } from 'harness';
import { expect, it } from 'vitest';
import { raftSuite as suite } from '../suite/index.ts';
import type { Lie } from './fixtures/lying-raft.ts';

const program = await prepare(
  { ...suite, allowedImports: [...suite.allowedImports, 'raft/reference'] },
  join(import.meta.dirname, 'fixtures/lying-raft.ts'),
);

const VALUES = [
  'absent',
  'null',
  'text',
  'fraction',
  'negative',
  'unsafe',
  'huge',
  'object',
  'proxy',
];
/** Those that a field may have, by its type. Whatever rule they break then, it is not the contract's. */
const MAY_BE: Readonly<Record<string, readonly string[]>> = {
  whole: [],
  /** Of a server that does not lead: any integer. */
  any: ['negative'],
  boolean: [],
  /** A proxy may have nothing to say when it is sent. */
  optional: ['absent', 'proxy'],
  address: [],
  bytes: [],
  entries: [],
  kind: [],
  value: [],
};

/** Case, where, method, fields by type. */
const FIELDS: readonly [string, Lie['where'], string, Readonly<Record<string, string>>][] = [
  [
    'InitialElection',
    'call',
    'requestVote',
    {
      '': 'value',
      term: 'whole',
      candidateId: 'address',
      lastLogIndex: 'whole',
      lastLogTerm: 'whole',
      preVote: 'optional',
    },
  ],
  [
    'InitialElection',
    'reply',
    'requestVote',
    { '': 'value', term: 'whole', voteGranted: 'boolean' },
  ],
  [
    'BasicAgree',
    'call',
    'appendEntries',
    {
      '': 'value',
      term: 'whole',
      leaderId: 'address',
      prevLogIndex: 'whole',
      prevLogTerm: 'whole',
      entries: 'entries',
      leaderCommit: 'whole',
    },
  ],
  ['BasicAgree', 'reply', 'appendEntries', { '': 'value', term: 'whole', success: 'boolean' }],
  [
    'SnapshotInstall',
    'call',
    'installSnapshot',
    {
      '': 'value',
      term: 'whole',
      leaderId: 'address',
      lastIncludedIndex: 'whole',
      lastIncludedTerm: 'whole',
      data: 'bytes',
    },
  ],
  ['SnapshotInstall', 'reply', 'installSnapshot', { '': 'value', term: 'whole' }],
  [
    'BasicAgree',
    'return',
    'start',
    { '': 'value', index: 'any', term: 'any', isLeader: 'boolean' },
  ],
  ['InitialElection', 'return', 'getState', { '': 'value', term: 'whole', isLeader: 'boolean' }],
  ['BasicAgree', 'apply', 'command', { '': 'value', kind: 'kind', index: 'whole' }],
  [
    'SnapshotInstall',
    'apply',
    'snapshot',
    { '': 'value', kind: 'kind', index: 'whole', term: 'whole', data: 'bytes' },
  ],
];

const lies = FIELDS.flatMap(([name, where, method, fields]) =>
  Object.entries(fields).map(([field, type]) => ({ name, where, method, field, type })),
);

it.each(lies)('$where of $method: $field', async ({ name, where, method, field, type }) => {
  const test = suite.cases.find((candidate) => candidate.name === name)!;
  for (const value of VALUES) {
    const lie = JSON.stringify({ where, method, field, value } satisfies Lie);
    const code = program.code.replace('{"where":"the lie"}', lie);
    expect(code).not.toBe(program.code);
    const lying = { ...program, code, hash: `${program.hash} ${lie}` };
    const { status, fault, property, explanation } = await runCase(test, {
      suite,
      program: lying,
      seed: 1,
    });
    expect({ value, fault, explanation, isKnown: status !== 'inconclusive' }).toMatchObject({
      fault: undefined,
      isKnown: true,
    });
    if (MAY_BE[type]!.includes(value)) continue;
    const said = { value, rule: property?.name, explanation };
    expect(said).toMatchObject({ rule: expect.stringMatching(/^(Contract|Not plain data)$/) });
    expect(explanation).toMatch(/\bS\d\b/);
    expect(explanation).toContain(field);
  }
});
