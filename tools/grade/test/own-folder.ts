/** A folder of reports for each test file: what tests grade is not what the user graded last. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'grade-test-'));
process.env['GRADE_FOLDER'] = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
