import pc from 'picocolors';
import { expect, it, vi } from 'vitest';
import {
  done,
  left,
  renderFound,
  renderProgress,
  renderTotal,
  type View,
} from '../src/progress.ts';
import { makeScreen } from '../src/screen.ts';
import { Tally } from '../src/tally.ts';
import { failed, gradedCase, outcome } from './outcomes.ts';

const colors = pc.createColors(false);

function view(more: Partial<View> = {}): View {
  const a = new Tally(gradedCase('A'));
  const b = new Tally(gradedCase('B'));
  for (let i = 0; i < 5; i++) a.add(outcome());
  b.add(outcome());
  b.add(failed());
  return { tallies: [a, b], elapsedMs: 7000, runs: 10, stopped: () => undefined, ...more };
}

it('knows how much is done and how long the rest takes', () => {
  expect(done(view())).toBeCloseTo(0.35);
  expect(left(view())).toBeCloseTo(13_000);
  const budget = view({ runs: undefined as never, budgetMs: 28_000 });
  expect(done(budget)).toBe(0.25);
  expect(left(budget)).toBe(21_000);
  expect(left(view({ tallies: [new Tally(gradedCase('A'))] }))).toBeUndefined();
});

it('draws a line a case', () => {
  const [total, a, b] = renderProgress(view(), colors).split('\n');
  expect(total).toBe('7.0 s: 7 runs, 1 failure, about 13 s left');
  expect(a).toBe('2A/A ██████████░░░░░░░░░░    5 runs 7.0 s left');
  expect(b).toBe('2A/B ████░░░░░░░░░░░░░░░░    2 runs 1 failed 50.0 %');
});

it('says why a case goes no further', () => {
  const [, a] = renderProgress(view({ stopped: () => 'not implemented yet' }), colors).split('\n');
  expect(a).toContain('not implemented yet');
  expect(renderTotal(view({ stopped: () => 'why' }))).not.toContain('about 13 s');
});

it('tells of a failure in one line', () => {
  const line = renderFound(failed({ seed: 4, explanation: 'S1 and S2.\nMore.' }), colors);
  expect(line).toBe('✗ raft/2A/A seed 4: Election Safety. S1 and S2.');
});

it('prints plain lines where nothing can be drawn again, the first at once', async () => {
  const lines: string[] = [];
  const stream = { isTTY: false, write: (text: string) => lines.push(text) };
  const screen = await makeScreen(stream as never);
  const long = vi.fn(() => 'long');
  for (let i = 0; i < 3; i++) screen.show({ long, short: () => `line ${i}` });
  screen.say('stays');
  screen.end();
  expect(lines).toEqual(['line 0\n', 'stays\n']);
  expect(long).not.toHaveBeenCalled();
});
