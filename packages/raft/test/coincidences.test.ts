import { readFileSync } from 'node:fs';
import { raftSuite } from 'raft/suite';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../../../docs/coincidences.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.includes('---'));

it('docs/coincidences.md names cases that exist, or says why a cell is empty', () => {
  const ids = raftSuite.cases.map(({ id }) => id);
  const cells = rows.slice(1).flatMap((row) => row.split('|').slice(2, -1));
  expect(cells.length).toBe(9 * 6);
  for (const cell of cells) {
    const names = [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    const reason = /\(([a-z])\)/.exec(cell)?.[1];
    expect(names.length > 0 || reason, `nothing in ${cell}`).toBeTruthy();
    if (reason) expect(page).toContain(`\n- (${reason}) `);
    for (const name of names) {
      expect(ids.filter((id) => id.endsWith(`/${name}`)).length, name).toBe(1);
    }
  }
});
