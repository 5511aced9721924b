import { expect, it } from 'vitest';
import { exitCodes } from '../src/exit.ts';
import { findLab } from '../src/labs.ts';
import { findCase, selectCases } from '../src/select.ts';
import { suggest } from '../src/suggest.ts';

const cases = [
  { id: 'raft/2A/ReElection', name: 'ReElection' },
  { id: 'raft/2B/Backup', name: 'Backup' },
  { id: 'raft/2B/BackupMore', name: 'BackupMore' },
  { id: 'labrpc/1/Basic', name: 'Basic' },
  { id: 'raft/2B/Basic', name: 'Basic' },
];
const ids = (text?: string) => selectCases(cases, text).map(({ id }) => id);

it('an exact name or id wins over the pattern', () => {
  expect(ids('Backup')).toEqual(['raft/2B/Backup']);
  expect(ids('raft/2B/Backup')).toEqual(['raft/2B/Backup']);
  expect(ids('Back')).toEqual(['raft/2B/Backup', 'raft/2B/BackupMore']);
});

it('a pattern is a regular expression on the id', () => {
  expect(ids('2a|labrpc')).toEqual(['raft/2A/ReElection', 'labrpc/1/Basic']);
  expect(ids()).toHaveLength(5);
});

it('refuses what fits nothing, with a guess', () => {
  expect(() => ids('Bakcup')).toThrow(/^-t Bakcup: no case fits. Did you mean "Backup"\?$/);
  expect(() => ids('Figure8')).toThrow(/List them with/);
  expect(() => ids('(')).toThrow(/not a regular expression/);
});

it('finds the one case to replay', () => {
  expect(findCase(cases, 'Backup').id).toBe('raft/2B/Backup');
  expect(findCase(cases, '2B/Backup').id).toBe('raft/2B/Backup');
  expect(() => findCase(cases, 'Basic')).toThrow(/labrpc\/1\/Basic or raft\/2B\/Basic/);
  expect(() => findCase(cases, 'raft/2B/Bckup')).toThrow(/Did you mean "raft\/2B\/Backup"/);
});

it('suggests what is close, and nothing else', () => {
  expect(suggest('rfat', ['raft', 'labrpc'])).toBe('Did you mean "raft"?');
  expect(suggest('mapreduce', ['raft', 'labrpc'])).toBe('');
});

it('refuses a lab that does not exist', () => {
  expect(findLab('raft').name).toBe('raft');
  expect(() => findLab('rafft')).toThrow('There is no lab "rafft". Did you mean "raft"?');
  expect(() => findLab('paxos')).toThrow(
    'There is no lab "paxos". There are: mr, raft, kvraft, labrpc.',
  );
  expect(() => findLab('paxos')).toThrow(expect.objectContaining({ exitCode: exitCodes.usage }));
});
