/** M14 to M19, M28: what is in the data, and what stays of it. Some are planted into a solution by another hand. */
import { INPUTS_STAY, KEY_ORDER, LIVENESS, OUTPUT, OWN_FILES, TIDY } from 'mr/suite/properties';
import type { Bug } from '../bug.ts';
import { groups, mapTask, names, reduceTask } from './edits.ts';
import { loopMain } from './hands.ts';

const PAIR = 'return `${JSON.stringify([key, value])}\\n`;';
const PARSED = 'const pair: unknown = JSON.parse(line);';
const LINE = "text: line.toString('utf8') });";

export const dataBugs: readonly Bug[] = [
  {
    id: 'M28a',
    what: 'keys are sorted as a dictionary has them, by localeCompare',
    section: '§4.2',
    property: KEY_ORDER,
    cases: ['AnyText'],
    edits: [groups('return a < b ? -1 : a > b ? 1 : 0;', 'return a.localeCompare(b);')],
  },
  {
    id: 'M28b',
    what: 'the same by another hand',
    section: '§4.2',
    property: KEY_ORDER,
    cases: ['AnyText'],
    solution: loopMain,
    edits: [
      {
        file: 'execution.ts',
        text: '[...groups.keys()].sort()',
        replacement: '[...groups.keys()].sort((a, b) => a.localeCompare(b))',
      },
    ],
  },
  {
    id: 'M14a',
    what: 'a tab stands between key and value, whatever they have in them',
    section: '§2.1',
    property: OUTPUT,
    cases: ['AnyText'],
    solution: loopMain,
    edits: [
      { file: 'pairs.ts', text: PAIR, replacement: 'return `${key}\\t${value}\\n`;' },
      {
        file: 'pairs.ts',
        text: PARSED,
        replacement: `const at = line.indexOf('\\t');
  const pair: unknown = [line.slice(0, at), line.slice(at + 1)];`,
      },
    ],
  },
  {
    id: 'M14b',
    what: 'key and value are joined by =, and line ends are escaped, but not the = in a key',
    section: '§2.1',
    property: OUTPUT,
    cases: ['AnyText'],
    solution: loopMain,
    edits: [
      {
        file: 'pairs.ts',
        text: PAIR,
        replacement: 'return `${encodeURI(key)}=${encodeURI(value)}\\n`;',
      },
      {
        file: 'pairs.ts',
        text: PARSED,
        replacement: `const at = line.indexOf('=');
  const pair: unknown = [decodeURI(line.slice(0, at)), decodeURI(line.slice(at + 1))];`,
      },
    ],
  },
  {
    id: 'M14c',
    what: 'lines are trimmed',
    section: '§2.1',
    property: OUTPUT,
    cases: ['AnyText'],
    solution: loopMain,
    edits: [
      { file: 'lines.ts', text: LINE, replacement: "text: line.toString('utf8').trim() });" },
    ],
  },
  {
    id: 'M14d',
    what: 'a byte order mark is taken away at the beginning of each line',
    section: '§2.1',
    property: OUTPUT,
    cases: ['AnyText'],
    solution: loopMain,
    edits: [
      { file: 'lines.ts', text: LINE, replacement: 'text: new TextDecoder().decode(line) });' },
    ],
  },
  {
    id: 'M14e',
    what: 'pairs without a value are left out',
    section: '§2.1',
    property: OUTPUT,
    cases: ['AnyText'],
    solution: loopMain,
    edits: [
      {
        file: 'pairs.ts',
        text: 'const values = groups.get(key);',
        replacement: "if (value === '') return;\n  const values = groups.get(key);",
      },
    ],
  },
  {
    id: 'M15',
    what: 'each chunk of a file is decoded alone, and letters at its borders are lost',
    section: '§3.1',
    property: OUTPUT,
    cases: ['LongLines'],
    solution: loopMain,
    edits: [
      {
        file: 'lines.ts',
        text: 'let begun: Buffer[] = [];\n  for',
        replacement: 'let begun: string[] = [];\n  for',
      },
      {
        file: 'lines.ts',
        text: 'const line = Buffer.concat([...begun, chunk.subarray(from, newline)]);',
        replacement:
          "const line = Buffer.from([...begun, chunk.toString('utf8', from, newline)].join(''));",
      },
      {
        file: 'lines.ts',
        text: 'begun.push(chunk.subarray(from));',
        replacement: "begun.push(chunk.toString('utf8', from));",
      },
      {
        file: 'lines.ts',
        text: "Buffer.concat(begun).toString('utf8')",
        replacement: "begun.join('')",
      },
    ],
  },
  {
    id: 'M16',
    what: 'temporary names are made of numbers without anything between them: part 11 of map 1 is part 1 of map 11',
    section: '§3.3',
    property: OWN_FILES,
    cases: ['ManyTasks'],
    edits: [
      mapTask(
        'return temporary(intermediate(this.task.number, reduce), this.task.attempt);',
        "return temporary(`mr-${this.task.number}${reduce}`, this.task.attempt.replace(/.*/, 'x'));",
      ),
    ],
  },
  {
    id: 'M17',
    what: 'a job without a map task waits for its maps',
    section: '§3.1',
    property: LIVENESS,
    cases: ['EmptyInput'],
    solution: loopMain,
    edits: [
      {
        file: 'splits.ts',
        text: 'const { size } = await stat(file);',
        replacement: 'const { size } = await stat(file);\n    if (size === 0) continue;',
      },
      {
        file: 'table.ts',
        text: 'return this.planned && this.maps.every(isCommitted);',
        replacement: 'return this.maps.length > 0 && this.maps.every(isCommitted);',
      },
    ],
  },
  {
    id: 'M18',
    what: 'intermediate files stay when the job is over',
    section: 'packages/mr/api.ts',
    property: TIDY,
    cases: ['WordCount'],
    edits: [
      names(
        'mapOf(name) !== undefined || attemptOf(name) !== undefined',
        'attemptOf(name) !== undefined',
      ),
    ],
  },
  {
    id: 'M19a',
    what: 'a reduce worker removes what it has read',
    section: '§3.3',
    property: INPUTS_STAY,
    cases: ['WordCount'],
    edits: [
      reduceTask('import { appendFile, readdir }', 'import { appendFile, readdir, unlink }'),
      reduceTask(
        '    return name;',
        `    for (const input of task.inputs) await unlink(join(dir, input)).catch(() => {});
    return name;`,
      ),
    ],
  },
  {
    id: 'M19b',
    what: 'the same by another hand, before it reduces',
    section: '§3.3',
    property: INPUTS_STAY,
    cases: ['WordCount'],
    solution: loopMain,
    edits: [
      {
        file: 'execution.ts',
        text: 'const output: string[] = [];',
        replacement: `for (const name of task.inputs) await rm(join(this.dir, name), { force: true });
    const output: string[] = [];`,
      },
    ],
  },
];
