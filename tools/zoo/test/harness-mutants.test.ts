import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { applyEdits } from '../src/edit.ts';
import { harnessMutants } from '../src/harness-mutants.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

// That the tests fail with the mistakes in, `pnpm zoo --harness` shows: it takes a copy of the repository.
it.each(harnessMutants)(
  '$id, $what: can be planted, and has a test',
  ({ id, edit, test, name }) => {
    const file = read(edit.file);
    expect(applyEdits(id, file, [edit])).not.toBe(file);
    // A name may be made of a template and an argument.
    const [first = ''] = name.replace(/^of S1/, 'of %s').split(',');
    expect(read(test)).toContain(first);
  },
);
