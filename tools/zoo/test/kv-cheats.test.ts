/** Services that replicate nothing earn nothing, though clients see one machine while it lives. */
import { fileURLToPath } from 'node:url';
import { type Case, explainFailure, type Program, runCase } from 'harness';
import { ANSWER_AFTER_COMMIT, SURVIVES_MINORITY } from 'kvraft/suite/properties';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../src/edit.ts';
import { kvLab } from '../src/kv/lab.ts';
import { plant } from '../src/planted.ts';

const { suite } = kvLab;
const solution = fileURLToPath(new URL('../cheats/kv/one-disk.ts', import.meta.url));

/** Each write also commits an entry, which holds nothing, and clerks leave a server that is down. */
const HOLLOW_LOG: readonly Edit[] = [
  edit(
    '    apply: () => {},',
    '    apply: () => waiting.splice(0).forEach((resolve) => resolve()),',
  ),
  edit(
    '  const save = (snapshot',
    `  const waiting = [];
  const committed = () => {
    for (const end of peers.values()) void end.call('startNothing', {});
    return new Promise((resolve) => waiting.push(resolve));
  };
  const save = (snapshot`,
  ),
  edit(
    '  const execute = (',
    "  raft.startNothing = () => raft.start('nothing');\n  const execute = async (",
  ),
  edit(': ClientRequestReply => {', ' => {'),
  edit(
    "    const value = store.get(command.key) ?? '';",
    `    if (command.kind !== 'get') await committed();
    const value = store.get(command.key) ?? '';`,
  ),
  edit('addresses[0]', 'addresses[Math.floor(unanswered / 50) % addresses.length]'),
];

function edit(text: string, replacement: string): Edit {
  return { file: 'one-disk.ts', text, replacement };
}

function verdictOf(test: Case, program: Program) {
  return runCase(test, { suite, program, seed: 1 });
}

describe('a service that replicates nothing', () => {
  it('fails in every case, mostly at the first write that is answered', async () => {
    const program = await plant({ id: 'one disk', edits: [], solution }, suite);
    let found = 0;
    for (const test of suite.cases) {
      const verdict = await verdictOf(test, program);
      expect(verdict.status, explainFailure(verdict)).toBe('fail');
      if (verdict.property === ANSWER_AFTER_COMMIT) found += 1;
    }
    expect(found).toBeGreaterThan(suite.cases.length - 5);
  });

  it('fails at the end of a case, when what it commits is hollow', async () => {
    let found = 0;
    const program = await plant({ id: 'hollow log', edits: HOLLOW_LOG, solution }, suite);
    for (const test of suite.cases.filter(({ hidden, part }) => !hidden && part === '3A')) {
      const verdict = await verdictOf(test, program);
      expect(verdict.status, explainFailure(verdict)).toBe('fail');
      if (verdict.property === SURVIVES_MINORITY) found += 1;
    }
    expect(found).toBeGreaterThan(0);
  });
});
