import { describe, expect, it } from 'vitest';
import { type GradeOptions, parse, type ReplayOptions } from '../src/cli.ts';
import { exitCodes, Refusal } from '../src/exit.ts';

function gradeOptions(...args: string[]): GradeOptions {
  const parsed = parse(args);
  if (parsed.kind !== 'grade') throw new Error(`parsed as ${parsed.kind}`);
  return parsed.options;
}

function replayOptions(...args: string[]): ReplayOptions {
  const parsed = parse(['replay', ...args]);
  if (parsed.kind !== 'replay') throw new Error(`parsed as ${parsed.kind}`);
  return parsed.options;
}

function refusal(...args: string[]): Refusal {
  try {
    parse(args);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('grade', () => {
  it('has defaults for all', () => {
    expect(gradeOptions()).toEqual({
      labs: [],
      budget: 60,
      bail: false,
      lastFailed: false,
      list: false,
    });
  });

  it('takes labs and options in any order', () => {
    const options = gradeOptions(
      'raft',
      '-n',
      '100',
      '--seed=7',
      'labrpc',
      '-j2',
      '-t',
      '2A',
      '--bail',
    );
    expect(options).toMatchObject({
      labs: ['raft', 'labrpc'],
      runs: 100,
      seed: 7,
      jobs: 2,
      test: '2A',
      bail: true,
    });
  });

  it.each([
    ['30ms', 30],
    ['60', 60],
    ['0.5s', 500],
  ])('a delay of %s is %f ms', (text, ms) => {
    expect(gradeOptions('--delay', text).delay).toBe(ms);
    expect(replayOptions('2B/Backup', '--seed', '1', '--delay', text).delay).toBe(ms);
  });

  it('refuses a delay that suits no election timeout', () => {
    expect(refusal('--delay', '2s').message).toContain('at most 1000 ms');
  });

  it.each([
    ['90', 90],
    ['90s', 90],
    ['1.5m', 90],
    ['500ms', 0.5],
  ])('a budget of %s is %f s', (text, seconds) => {
    expect(gradeOptions('--budget', text).budget).toBe(seconds);
  });
});

describe('replay', () => {
  it('stands on the Raft that is asked for, wherever that was said', () => {
    const given = ['replay', '3A/Basic', '--seed', '1'];
    for (const args of [
      [...given, '--raft', 'reference'],
      ['--raft', 'reference', ...given],
    ]) {
      expect(parse(args)).toMatchObject({ kind: 'replay', options: { raft: 'reference' } });
    }
  });

  it('takes what the report prints', () => {
    expect(replayOptions('raft/2B/Backup', '--seed', '17', '--reference')).toEqual({
      id: 'raft/2B/Backup',
      seed: 17,
      reference: true,
      budget: 60,
      bail: false,
      lastFailed: false,
      list: false,
    });
  });

  it('takes filters', () => {
    const text =
      'Backup --seed 1 --server 1,S3 --topic vote,-timr --level warn ' +
      '--from 12.3s --to 150ms --last 20 --out trace.txt';
    const options = replayOptions(...text.split(' '));
    expect(options).toMatchObject({
      server: ['S1', 'S3'],
      topic: ['VOTE', '-TIMR'],
      level: 'warn',
      from: 12_300,
      to: 150,
      last: 20,
      out: 'trace.txt',
    });
  });

  it('takes an edit of the faults', () => {
    const text = 'Swarm --seed 1 --without 3,7-9 --faults a.txt --save-faults b.txt --shrink';
    expect(replayOptions(...text.split(' '))).toMatchObject({
      without: [3, 7, 8, 9],
      faults: 'a.txt',
      saveFaults: 'b.txt',
      shrink: true,
    });
  });

  it('waits for a debugger on the usual port, or on another', () => {
    expect(replayOptions('A', '--seed', '1', '--inspect').inspect).toBe(9229);
    expect(replayOptions('A', '--seed', '1', '--inspect', '9300').inspect).toBe(9300);
  });
});

it.each([
  [['--refrence'], "Unknown option '--refrence' (Did you mean --reference?) See --help."],
  [
    ['-n', 'ten'],
    /'-n, --runs <count>' argument 'ten' is invalid\. Expected a whole number, 1 or more\./,
  ],
  [['-n', '0'], /Expected a whole number, 1 or more/],
  [['--seed', '-1'], /Expected a whole number from 0 to 4294967295/],
  [['--budget', 'soon'], /Expected a time/],
  [['--reference', '--submission', 'x'], /cannot be used with/],
  [['kvraft', '--raft', 'yours'], /'yours' is invalid\. Allowed choices are own, reference\./],
  [['-n', '5', '--budget', '5'], /cannot be used with/],
  [['-n'], /argument missing/],
  [['replay'], /Required option '--seed <number>' not specified/],
  [['replay', '--seed', '1'], /Missing required argument 'id'/],
  [['replay', 'A', '--seed', '1', '--without', 'loss'], /Expected numbers of faults, as in 3,7-9/],
  [['replay', 'A', '--seed', '1', '--without', '9-3'], /Expected numbers of faults/],
  [['replay', 'raft/2A/A', '--seed', '1', '--level', 'loud'], /Allowed choices are debug, info/],
])('%j is refused in one line', (args, message) => {
  const { exitCode, message: text } = refusal(...args);
  expect(exitCode).toBe(exitCodes.usage);
  expect(text).toMatch(message);
  expect(text).not.toContain('\n');
});

it('helps, with the exit codes and the topics', () => {
  expect(parse(['--help'])).toMatchObject({
    kind: 'help',
    text: expect.stringMatching(/3 does not build/),
  });
  expect(parse(['replay', '-h'])).toMatchObject({
    kind: 'help',
    text: expect.stringMatching(/Topics/),
  });
});
