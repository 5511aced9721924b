import { describe, expect, it } from 'vitest';
import type { Hunt } from '../src/hunt.ts';
import type { Bug } from '../src/bug.ts';
import { type HarnessRow, type LabMatrix, renewed, rowOf, variantRowOf } from '../src/matrix.ts';
import { renderPage } from '../src/page.ts';

const property = { name: 'Commit rule', section: '§5.4.2' };
const bug: Bug = {
  id: 'R8',
  what: 'counts | replicas',
  section: '§5',
  property,
  cases: ['Figure8'],
  edits: [],
};
const target = {
  id: 'R8',
  what: bug.what,
  edits: [],
  expected: { property: property.name, cases: ['Figure8'] },
};
const HEALING: HarnessRow = {
  id: 'H7',
  mistake: 'no healing',
  file: 'a.ts',
  test: 'a.test.ts: heals',
  caught: true,
};
const evidence = { again: true, inTrace: true };

function hunt(kill: Partial<Hunt['kill']> | undefined, more: Partial<Hunt> = {}): Hunt {
  const found = {
    case: 'raft/2C/Figure8',
    seed: 1,
    property: 'Commit rule',
    explanation: 'why',
    evidence,
  };
  const caught = kill && { kill: { ...found, ...kill } };
  return { target, ...caught, runs: 3, cpuMs: 40, virtualMs: 1500, ...more };
}

function page(ours: Hunt, go?: Hunt): string {
  return renderPage({ labs: [labMatrix(ours, go)], harness: [HEALING] });
}

function labMatrix(ours: Hunt, go?: Hunt): LabMatrix {
  return {
    lab: 'raft',
    command: 'pnpm zoo raft',
    cases: 80,
    seeds: 100,
    ...(go && { goPasses: 5 }),
    variantSeeds: 1,
    rows: [rowOf(bug, ours, go)],
    variants: [
      variantRowOf({ ...hunt(undefined), target: { id: 'lazy', what: 'waits', edits: [] } }),
    ],
    cpuMs: 40,
  };
}

describe('the page', () => {
  it('has a row for each bug, with what is asked of it', () => {
    const rate = { failed: 10, of: 10 };
    expect(page(hunt({}, { rate }))).toContain(
      '| R8 | counts \\| replicas (§5) | 2C/Figure8 | Commit rule | 1 | 40 ms | 1.5 s | 10/10 | ✓ |',
    );
  });

  it('says so when another rule was named, when nothing failed, and what the Go course found', () => {
    const other = page(hunt({ property: 'Log Matching' }), hunt({ seed: 4 }));
    expect(other).toContain('| **Log Matching**, not Commit rule | 1 |');
    expect(other).toContain('| ✗ | pass 4: Commit rule (2C/Figure8) |');
    expect(page(hunt(undefined), hunt(undefined))).toContain(
      '| **not caught** | Commit rule | – | 40 ms | 1.5 s | – | ✗ | **never** |',
    );
  });

  it('sums up both columns', () => {
    const text = page(hunt({}), hunt({ seed: 2, property: 'Liveness: agreement' }));
    expect(text).toContain('| caught in one pass | 1 of 1 | 0 of 1 |');
    expect(text).toContain('| caught at all | 1 of 1, in 100 passes | 1 of 1, in 5 passes |');
    expect(text).toContain('| named the broken rule | 1 of 1 | 0 of 1 |');
    expect(text).toContain('Written by `pnpm zoo raft`');
  });

  it('has the variants, the harness and the rows that are no mistakes', () => {
    const text = page(hunt({}));
    expect(text).toContain('| lazy | waits | 3 | 40 ms | ✓ |');
    expect(text).toContain('| H7 | no healing | a.ts | a.test.ts: heals | ✓ |');
    expect(text).toContain('- **R11**, an old rejection lowers nextIndex');
  });
});

it('a lab that runs again takes the place of what was there, all else stays', () => {
  const old = labMatrix(hunt({}));
  const raft = { ...old, cases: 81 };
  const kvraft = { ...old, lab: 'kvraft' };
  const before = { labs: [old, kvraft], harness: [HEALING] };
  const labs = ['raft', 'kvraft', 'mr'];
  const after = { labs: [raft, kvraft], harness: [HEALING] };
  expect(renewed(before, { labs: [raft], harness: [] }, labs)).toEqual(after);
  const first = { labs: [kvraft], harness: [] };
  expect(renewed(first, { labs: [raft], harness: [HEALING] }, labs)).toEqual(after);
});
