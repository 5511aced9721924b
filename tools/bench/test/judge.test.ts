import { expect, it } from 'vitest';
import { cellsOf, judge } from '../src/judge.ts';

it.each([
  ['met', [9, 10, 99], { atMost: 10 }],
  ['noisy', [10, 11, 99], { atMost: 10 }],
  ['missed', [11, 11, 12], { atMost: 10 }],
  ['met', [3, 4, 5], { atLeast: 4 }],
  ['noisy', [2, 3, 4], { atLeast: 4 }],
  ['missed', [2, 3, 3.9], { atLeast: 4 }],
  ['missed', [NaN], { atMost: 10 }],
  ['missed', [NaN], { atLeast: 10 }],
] as const)('is %s by %j for the goal %j', (judgement, samples, goal) => {
  expect(judge({ samples, goal })).toBe(judgement);
});

it('is nothing without a goal', () => {
  expect(judge({ samples: [1] })).toBe('none');
});

it('shows the median, the spread and the goal', () => {
  const row = { what: 'a run', samples: [3, 1, 2.04], unit: 'ms CPU', digits: 1, note: '7 RPCs' };
  expect(cellsOf(row)).toEqual(['a run', '2.0 ms CPU (7 RPCs)', '1.0–3.0', '', '']);
  expect(cellsOf({ ...row, goal: { atMost: 0.5 } }).slice(3)).toEqual(['≤ 0.5', 'MISSED']);
  expect(cellsOf({ ...row, samples: [1] })[2]).toBe('');
});
