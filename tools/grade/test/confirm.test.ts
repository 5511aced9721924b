import { expect, it } from 'vitest';
import { Confirmations, judge } from '../src/confirm.ts';
import { endlessLoop, incomplete } from '../src/outcome.ts';
import { failed, outcome } from './outcomes.ts';

it('runs every failure again, and of the passes of a case the 1st, the 101st, …', () => {
  const confirmations = new Confirmations();
  for (let seed = 1; seed <= 250; seed++) confirmations.consider(outcome({ seed }));
  confirmations.consider(outcome({ case: 'raft/2A/B', seed: 1 }));
  confirmations.consider(failed({ seed: 300 }));
  confirmations.consider(outcome({ status: 'inconclusive', seed: 301 }));
  const seeds = confirmations.take(100).map((queued) => [queued.case, queued.seed]);
  expect(seeds).toEqual([
    ['raft/2A/A', 1],
    ['raft/2A/A', 101],
    ['raft/2A/A', 201],
    ['raft/2A/B', 1],
    ['raft/2A/A', 300],
  ]);
  expect(confirmations.size).toBe(0);
});

const died = incomplete({ lab: 'raft', case: 'raft/2A/A', seed: 1 }, 'The process died.');
const hang = (hash: string) => failed({ hash, property: { name: endlessLoop, section: '' } });

it.each([
  ['the same pass', outcome(), outcome(), 'same'],
  ['the same failure', failed(), failed(), 'same'],
  ['another hash', outcome(), outcome({ hash: 'bbbb' }), 'differs'],
  ['another end', failed(), outcome(), 'differs'],
  ['a loop, cut elsewhere', hang('aaaa'), hang('bbbb'), 'same'],
  ['a loop that ends', hang('aaaa'), outcome({ hash: 'bbbb' }), 'differs'],
  ['dead twice', died, died, 'fails'],
  ['dead, then a failure', died, failed(), 'fails'],
  ['dead, then a pass', died, outcome(), 'lost'],
  ['a pass, then dead', outcome(), died, 'lost'],
  ['a failure, then dead', failed(), died, 'lost'],
] as const)('%s', (_, first, second, judgement) => {
  expect(judge(first, second)).toBe(judgement);
});
