import { runCase } from 'harness';
import { describe, expect, it } from 'vitest';
import { kvHandBugs } from '../src/kv/hands.ts';
import { kvLab } from '../src/kv/lab.ts';
import { otherKvBugs } from '../src/kv/other-bugs.ts';
import { plant } from '../src/planted.ts';
import { rows, testBugs, testRows } from './caught.ts';

const { suite, bugs } = kvLab;

testRows(kvLab, [...rows('K', 29), 'S13']);
testBugs('a key/value service', kvLab, [...bugs, ...otherKvBugs], 5);
testBugs('a key/value service by another hand', kvLab, kvHandBugs);

describe("a naive student's server", () => {
  it.each([
    ['executes each attempt', 'K1', 'RetryAcrossLeaders', /\[get\(x\) → '\(C1 1\)\(C1 1\)'\] ✗/],
    ['reads what it has in memory', 'K6b', 'StaleRead', /\[get\(x\) → '[^']*'\] ✗/],
  ])('%s, and sees on a timeline what is wrong with that', async (_what, id, name, picture) => {
    const bug = bugs.find((each) => each.id === id)!;
    const program = await plant(bug, suite);
    const test = suite.cases.find((each) => each.name === name)!;
    const { explanation } = await runCase(test, { suite, program, seed: 1 });
    expect(explanation).toMatch(picture);
    expect(explanation).toContain('The longest orders that explain all results');
  });
});
