/** The table of README.md: every line of Figures 2 and 13, and where it stands in the reference. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

/** The figures: table, and the beginning of each of its lines, in their order. */
const FIGURES: Record<string, readonly string[]> = {
  'Figure 2, state': [
    'currentTerm',
    'votedFor',
    'log[]',
    'commitIndex',
    'lastApplied',
    'nextIndex[]',
    'matchIndex[]',
  ],
  'Figure 2, AppendEntries RPC': ['1.', '2.', '… the faster way back', '3.', '4.', '5.'],
  'Figure 2, RequestVote RPC': ['1.', '2.'],
  'Figure 2, rules for servers': [
    'All: apply',
    'All: a higher term',
    'Followers: respond',
    'Followers: election timeout',
    'Candidates: increment currentTerm',
    'Candidates: vote for self',
    'Candidates: reset election timer',
    'Candidates: send RequestVote',
    'Candidates: a majority',
    'Candidates: AppendEntries',
    'Candidates: election timeout',
    'Leaders: heartbeats',
    'Leaders: command',
    'Leaders: last log index',
    'Leaders: … successful',
    'Leaders: … log inconsistency',
    'Leaders: commitIndex',
  ],
  'Figure 13, InstallSnapshot RPC': [
    'Invoked by the leader',
    '1.',
    '2.',
    '3.',
    '4.',
    '5.',
    '6.',
    '7.',
    '8.',
    '§7: a server',
  ],
};

/** What is no line of a figure: the rest of the contract, and two helpers. */
const BESIDE = ['getState', 'inspect', 'waitFor', 'isMajority'];

/** The lines of each table: what it says, and where. */
function tables(): Map<string, [line: string, where: string][]> {
  const found = new Map<string, [string, string][]>();
  let rows: [string, string][] = [];
  for (const text of read('README.md').split('\n')) {
    const [, line = '', where = ''] = /^\| (.*?) *\| (.*?) *\|$/.exec(text) ?? [];
    if (where === 'where') found.set(line, (rows = []));
    else if (line !== '' && !line.startsWith('-')) rows.push([line, where]);
    else if (line === '') rows = [];
  }
  return found;
}

/** What a class or an interface of the reference declares. */
function members(name: string): string[] {
  for (const file of ['src/raft.ts', 'src/log.ts', 'src/state.ts']) {
    const body = new RegExp(`^(?:export )?(?:class|interface) ${name}\\b.*?^}`, 'ms').exec(
      read(file),
    );
    if (body === null) continue;
    const members = body[0].matchAll(/^ {2}(?:(?:private|readonly|async|get) )*(\w+)[(:]| = /gm);
    const fields = body[0].matchAll(/^ {2}(?:(?:private|readonly) )*(\w+)[^(\n]*[;{]$/gm);
    return [...members, ...fields].flatMap(([, member]) => member ?? []);
  }
  return [];
}

describe('the reference beside the figures', () => {
  const found = tables();

  it('has each line of Figures 2 and 13, in their order', () => {
    expect([...found.keys()]).toEqual(Object.keys(FIGURES));
    for (const [figure, beginnings] of Object.entries(FIGURES)) {
      const lines = found.get(figure)?.map(([line]) => line) ?? [];
      const missing = beginnings.filter((beginning, i) => !lines[i]?.startsWith(beginning));
      expect([figure, missing, lines.length]).toEqual([figure, [], beginnings.length]);
    }
  });

  const places = [...found.values()].flat().flatMap(([, where]) => where.match(/`[\w.]+`/g) ?? []);

  it.each([...new Set(places)])('names what exists: %s', (place) => {
    const [owner = '', member = ''] = place.replaceAll('`', '').split('.');
    expect(members(owner)).toContain(member);
  });

  it('leaves out no method of the server', () => {
    const methods = read('src/raft.ts').matchAll(/^ {2}(?:private )?(?:async )?(\w+)\(.*[{(]$/gm);
    const names = [...methods].map(([, name]) => name).filter((name) => name !== 'constructor');
    expect(names.length).toBeGreaterThan(20);
    const unnamed = names.filter((name) => !places.includes(`\`Raft.${name}\``));
    expect(unnamed).toEqual(BESIDE);
  });
});
