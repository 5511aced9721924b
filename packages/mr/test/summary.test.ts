/** The last lines of a job. */
import { expect, it } from 'vitest';
import { renderSummary } from '../cli/summary.ts';

const ran = {
  bytes: 60_000_000,
  output: 'job/mr-out-0 to mr-out-9',
  wallMs: 3000,
  used: [{ name: 'worker-1', usage: { cpuMs: 4000, peakMb: 140 } }],
};

it('says how fast a job was, by the clock and by the CPU', () => {
  const summary = renderSummary({ ...ran, crashes: 0 });
  expect(summary).toMatch(/^Done: 60\S* MB in 3\S* s, 20\.0 MB\/s, 15\.0 MB per CPU second\.$/m);
  expect(summary).toContain('Most memory: worker-1, 140 MB.');
});

it('does not say what killed processes make of the CPU time', () => {
  const summary = renderSummary({ ...ran, crashes: 1 });
  expect(summary).toMatch(/^Done: 60\S* MB in 3\S* s, 20\.0 MB\/s\.$/m);
});
