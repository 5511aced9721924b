/** The tables of coincidences: their cells name cases that exist, or say why they are empty. */
import { readFileSync } from 'node:fs';
import type { Suite } from 'harness';
import { kvSuite } from 'kvraft/suite';
import { mrSuite } from 'mr/suite';
import { raftSuite } from 'raft/suite';
import { describe, expect, it } from 'vitest';

const TABLES: readonly (readonly [file: string, suite: Suite, rows: number, columns: number])[] = [
  ['coincidences.md', raftSuite, 9, 6],
  ['coincidences-kv.md', kvSuite, 9, 7],
  ['coincidences-mapreduce.md', mrSuite, 6, 5],
];

/** Problems of a page: of its table's cells, and of its notes. */
function problemsOf(page: string, { cases }: Suite): string[] {
  const ids = cases.map(({ id }) => id);
  const problems: string[] = [];
  for (const cell of cellsOf(page)) {
    const reasons = [...cell.matchAll(/\(([a-z])\)/g)].map(([, letter]) => letter);
    if (!cell.includes('`') && reasons.length === 0) problems.push(`nothing in '${cell}'`);
    for (const letter of reasons) {
      if (!page.includes(`\n- (${letter}) `)) problems.push(`no note (${letter})`);
    }
    for (const name of namesIn(cell)) {
      const count = ids.filter((id) => id.endsWith(`/${name}`)).length;
      if (count !== 1) problems.push(`${count} cases are named ${name}`);
    }
  }
  return problems;
}

function cellsOf(page: string): string[] {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.includes('---'));
  return rows.slice(1).flatMap((row) => row.split('|').slice(2, -1));
}

function namesIn(text: string): (string | undefined)[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
}

describe.each(TABLES)('docs/%s', (file, suite, rows, columns) => {
  const page = readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');

  it('names cases that exist, or says why a cell is empty', () => {
    expect(cellsOf(page)).toHaveLength(rows * columns);
    expect(problemsOf(page, suite)).toEqual([]);
  });
});

it('a table with an empty cell, a note that is missing and a case that does not exist is reported', () => {
  const page =
    '| a | b | c | d |\n| --- | --- | --- | --- |\n| in flight |  | (a) | `Basic`, `None` |\n';
  expect(problemsOf(page, kvSuite)).toEqual([
    "nothing in '  '",
    'no note (a)',
    '0 cases are named None',
  ]);
});
