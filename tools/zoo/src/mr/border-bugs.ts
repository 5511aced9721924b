/** M32 to M41: sizes and numbers at their borders, and what is lost at a moment that chance seldom finds. */
import {
  JOB_FAILS,
  LIVE_COORDINATOR,
  LOST_OUTPUT,
  MISSING_NAMED,
  NO_EARLY_EXIT,
  OUTPUT,
  RE_EXECUTION,
  SPLITS,
  TIDY,
} from 'mr/suite/properties';
import type { Bug } from '../bug.ts';
import { loopMain } from './hands.ts';

export const borderBugs: readonly Bug[] = [
  {
    id: 'M32a',
    what: `a line that ends where a split should end is not found, and the split goes on`,
    section: '§3.1',
    property: SPLITS,
    cases: ['Borders'],
    solution: loopMain,
    edits: [
      {
        file: 'splits.ts',
        text: `if (newline >= 0) return`,
        replacement: `if (newline > 0) return`,
      },
    ],
  },
  {
    id: 'M32b',
    what: `an empty file is no map task, also for an application that takes whole files`,
    section: '§3.1',
    property: SPLITS,
    cases: ['EmptyFile'],
    solution: loopMain,
    edits: [
      {
        file: 'splits.ts',
        text: `if (input === 'file' || size`,
        replacement: `if (size === 0) continue;
    if (input === 'file' || size`,
      },
    ],
  },
  {
    id: 'M33',
    what: `the place of a line counts only the bytes of the chunk in which the line ends`,
    section: '§2.1',
    property: OUTPUT,
    cases: ['LongLines'],
    solution: loopMain,
    edits: [
      {
        file: 'lines.ts',
        text: `offset += line.length + 1;`,
        replacement: `offset += newline - from + 1;`,
      },
    ],
  },
  {
    id: 'M34a',
    what: `names of maps from 100 on are not known as names of maps`,
    section: '§3.3',
    property: LOST_OUTPUT,
    cases: ['HundredMaps'],
    solution: loopMain,
    edits: [
      { file: 'names.ts', text: `/^mr-(\\d+)-\\d+$/`, replacement: `/^mr-(\\d{1,2})-\\d+$/` },
    ],
  },
  {
    id: 'M34b',
    what: `names of partitions from 100 on are not known as intermediate data`,
    section: 'packages/mr/api.ts',
    property: TIDY,
    cases: ['HundredReduces'],
    edits: [
      {
        file: 'names.ts',
        text: `/^mr-(\\d+)-\\d+$/.exec(name)`,
        replacement: `/^mr-(\\d+)-\\d{1,2}$/.exec(name)`,
      },
    ],
  },
  {
    id: 'M35a',
    what: `an attempt that can not be committed stays accepted`,
    section: '§3.3',
    property: RE_EXECUTION,
    cases: ['LostFiles'],
    solution: loopMain,
    edits: [
      {
        file: 'table.ts',
        text: `if (task.accepted === attempt) task.accepted = undefined;
`,
        replacement: ``,
      },
    ],
  },
  {
    id: 'M35b',
    what: `a temporary file that is gone is taken for one that was renamed`,
    section: '§3.3',
    property: NO_EARLY_EXIT,
    cases: ['LostFiles'],
    solution: loopMain,
    edits: [
      {
        file: 'commit.ts',
        text: `if (!again || !isMissing(error)) throw error;
      await access(target);`,
        replacement: `if (!isMissing(error)) throw error;`,
      },
      { file: 'commit.ts', text: 'import { access, readdir', replacement: 'import { readdir' },
    ],
  },
  {
    id: 'M36',
    what: `a reduce names only the first input that it does not find`,
    section: 'packages/mr/api.ts',
    property: MISSING_NAMED,
    cases: ['AllInputsLost'],
    solution: loopMain,
    edits: [
      {
        file: 'execution.ts',
        text: `missing.push(name);`,
        replacement: `missing.push(name);
        break;`,
      },
    ],
  },
  {
    id: 'M37',
    what: `when a reduce is done, maps that are lost are not given out any more`,
    section: '§3.3',
    property: LOST_OUTPUT,
    cases: ['LostBetweenReduces'],
    solution: loopMain,
    edits: [
      {
        file: 'table.ts',
        text: `return this.mapsCommitted ? this`,
        replacement: `return this.mapsCommitted || this.reduces.some(isCommitted) ? this`,
      },
    ],
  },
  {
    id: 'M38',
    what: `a failure counts although its attempt was given up before`,
    section: 'packages/mr/api.ts',
    property: JOB_FAILS,
    cases: ['LateFailures'],
    solution: loopMain,
    edits: [
      {
        file: 'coordinator.ts',
        text: `if (attempt?.state !== 'running' || this.table.outcome !== undefined) return;
    const record`,
        replacement: `if (attempt === undefined || this.table.outcome !== undefined) return;
    if (attempt.state !== 'running' && attempt.state !== 'expired') return;
    const record`,
      },
    ],
  },
  {
    id: 'M39',
    what: `a coordinator signs its journal as seldom as the standby has patience`,
    section: '§3.3, master failure',
    property: LIVE_COORDINATOR,
    cases: ['QuietCoordinator'],
    solution: loopMain,
    edits: [
      {
        file: 'coordinator.ts',
        text: `this.options.taskTimeout / 4`,
        replacement: `this.options.taskTimeout`,
      },
    ],
  },
  {
    id: 'M40',
    what: `the next coordinator never removes a worker that it has not heard`,
    section: '§3.3',
    property: RE_EXECUTION,
    cases: ['LostAcrossRestart'],
    solution: loopMain,
    edits: [
      {
        file: 'coordinator.ts',
        text: `for (const worker of this.table.workers.keys()) this.leases.grant(worker, now);
`,
        replacement: ``,
      },
    ],
  },
  {
    id: 'M41',
    what: `what is read of the journal at a time is decoded alone, and letters at its borders are lost`,
    section: '§3.3, master failure',
    property: SPLITS,
    cases: ['LongNames'],
    solution: loopMain,
    edits: [
      {
        file: 'journal.ts',
        text: `Buffer.concat([this.partial, bytes.subarray(0, end)]).toString('utf8')`,
        replacement: `this.partial.toString('utf8') + bytes.toString('utf8', 0, end)`,
      },
    ],
  },
];
