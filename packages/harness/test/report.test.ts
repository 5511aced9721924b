import { expect, it } from 'vitest';
import { explainFailure, type Fault, type Verdict } from '../src/index.ts';

const verdict: Verdict = {
  case: 'raft/2B/Backup',
  seed: 17,
  status: 'fail',
  property: { name: 'Election Safety', section: '§5.2' },
  explanation: 'S1 and S2 lead in term 3',
  cites: [4, 7],
  virtualMs: 1234.5,
  events: 9,
  calls: 8,
  bytes: 700,
  cpuMs: 1,
  hash: '0123456789abcdef',
  marks: new Int32Array(9),
  situations: [],
};

it('a failure says the rule, what contradicts what, when, and how to see it again', () => {
  expect(explainFailure(verdict)).toBe(
    [
      'raft/2B/Backup, seed 17: Election Safety (§5.2)',
      'S1 and S2 lead in term 3',
      'at 1.234 s of virtual time (events 4, 7)',
      'replay: pnpm grade replay raft/2B/Backup --seed 17',
    ].join('\n'),
  );
});

it('a failure with faults says how to find those that it needs', () => {
  const faults = [1, 2].map((fault): Fault => ({ fault, at: 0, action: 'isolate', server: 'S1' }));
  expect(explainFailure({ ...verdict, faults })).toMatch(
    /Backup --seed 17 \(2 faults; --shrink finds those that it needs\)$/,
  );
});

it('a run that says nothing of the subject has no verdict', () => {
  const { property: _, ...rest } = verdict;
  const text = explainFailure({ ...rest, status: 'inconclusive', cites: [] });
  expect(text).toContain('seed 17: No verdict\n');
  expect(text).toContain('at 1.234 s of virtual time\n');
});
