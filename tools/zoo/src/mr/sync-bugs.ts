/** M29: what is not synced, and so is lost when the power fails. Some are planted into another hand's. */
import { DURABLE, TIDY } from 'mr/suite/properties';
import type { Bug } from '../bug.ts';
import { groupFile, journal, mapTask, placing, primary, reduceTask } from './edits.ts';
import { loopMain } from './hands.ts';

const section = 'packages/mr/api.ts';

export const syncBugs: readonly Bug[] = [
  {
    id: 'M29a',
    what: 'the journal is not synced: what a coordinator has told is lost with the power',
    section,
    property: DURABLE,
    cases: ['AnswersSurvive'],
    edits: [journal('    await this.handle.datasync();\n', '')],
  },
  {
    id: 'M29b',
    what: 'the same by another hand',
    section,
    property: DURABLE,
    cases: ['AnswersSurvive'],
    solution: loopMain,
    edits: [
      {
        file: 'journal.ts',
        text: "if (batch !== '') await appendFile(this.path, batch, { flush: true });",
        replacement: "if (batch !== '') await appendFile(this.path, batch);",
      },
    ],
  },
  {
    id: 'M29c',
    what: 'the journal is synced, but not the folder in which it has its name',
    section,
    property: DURABLE,
    cases: ['AnswersSurvive'],
    edits: [primary('    await syncNames(this.options.dir);\n', '    void syncNames;\n')],
  },
  {
    id: 'M29d',
    what: "a map task's files are not synced before they are reported",
    section,
    property: DURABLE,
    cases: ['CommitSurvives'],
    edits: [groupFile('{ flush: durable }', '{ flush: false && durable }')],
  },
  {
    id: 'M29e',
    what: 'an output is not synced before it is reported: a rename without fsync',
    section,
    property: DURABLE,
    cases: ['CommitSurvives', 'DoneSurvives'],
    edits: [reduceTask('{ flush: durable }', '{ flush: false && durable }')],
  },
  {
    id: 'M29f',
    what: "a map task's files are synced, but not the folder in which they have their names",
    section,
    property: DURABLE,
    cases: ['CommitSurvives'],
    edits: [mapTask('    await syncNames(this.dir);\n', '    void syncNames;\n')],
  },
  {
    id: 'M29g',
    what: 'the folder is not synced after the renames of a commit',
    section,
    property: DURABLE,
    cases: ['ExitSurvives'],
    edits: [placing('  await syncNames(dir);\n', '  void syncNames;\n')],
  },
  {
    id: 'M29i',
    what: 'the folder is not synced before the journal says that all is over: intermediate data comes back',
    section,
    property: TIDY,
    cases: ['DoneSurvives'],
    edits: [
      primary("      await syncNames(options.dir); // After 'over' nobody removes anything.\n", ''),
    ],
  },
  {
    id: 'M29h',
    what: 'the same by another hand',
    section,
    property: DURABLE,
    cases: ['DoneSurvives'],
    solution: loopMain,
    edits: [
      {
        file: 'commit.ts',
        text: '  await syncFolder(dir);\n',
        replacement: '  void syncFolder;\n',
      },
    ],
  },
];
