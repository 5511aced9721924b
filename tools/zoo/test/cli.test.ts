import { describe, expect, it } from 'vitest';
import { parse } from '../src/cli.ts';

describe('the command line', () => {
  it('is the whole zoo by default', () => {
    const options = { names: [], seeds: 100, harness: false, quick: false, write: false };
    expect(parse([])).toEqual({ kind: 'zoo', options });
  });

  it('selects bugs, seeds and what runs besides', () => {
    const parsed = parse([
      'E3',
      'S7',
      '-n',
      '7',
      '--go',
      '--variants',
      '2',
      '-j',
      '1',
      '--delay',
      '30ms',
    ]);
    expect(parsed).toMatchObject({
      options: { names: ['E3', 'S7'], seeds: 7, go: 5, variants: 2, jobs: 1, delay: 30 },
    });
  });

  it('has help', () => {
    expect(parse(['--help'])).toMatchObject({
      kind: 'help',
      text: expect.stringContaining('Exit codes: 0') as string,
    });
  });

  it.each([
    [['-n', '0'], /Expected a whole number, 1 or more\. See --help\.$/],
    [['--quick', '--go'], /cannot be used with/],
    [['--delay', '30ms', '--write'], /cannot be used with/],
    [['--fast'], /Unknown option '--fast'/],
  ])('refuses %j in one line', (args, message) => {
    expect(() => parse(args)).toThrow(message);
  });
});
