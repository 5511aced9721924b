/** A server that resends its log without end is told so long before the memory is gone. */
import { prepare, runCase } from 'harness';
import { expect, it } from 'vitest';
import { FLOOD } from '../suite/properties.ts';
import { raftSuite as suite } from '../suite/index.ts';

const MB = 2 ** 20;

it('names the flood, with what is in flight and what the log has', async () => {
  const program = await prepare(suite, `${import.meta.dirname}/fixtures/flooding-raft.ts`);
  const test = suite.cases.find(({ name }) => name === 'Figure8Unreliable')!;
  const verdict = await runCase(test, { suite, program, seed: 1 });
  expect(verdict.property).toEqual(FLOOD);
  expect(verdict.explanation).toMatch(/S\d has \d+ calls to S\d in flight, of [\d.]+ MB/);
  const [, sent, known] = /sent it (\d+) entries, of a log that has (\d+)/.exec(
    verdict.explanation!,
  )!;
  expect(Number(sent)).toBeGreaterThan(50 * Number(known));
  // What is in flight is held as text, and a process of the grader has 96 MB.
  const [, inFlight] = /calls of ([\d.]+) MB to all servers/.exec(verdict.explanation!)!;
  expect(Number(inFlight) * 1e6).toBeLessThan(48 * MB);
});
