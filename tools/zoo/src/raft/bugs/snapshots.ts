/** S1 to S17: snapshots (§7, Figure 13). */
import {
  APPLY_COMMITTED,
  APPLY_IN_ORDER,
  BACK_UP,
  COMMIT_RULE,
  DISCARD_LOG,
  GO_ON_AFTER_SNAPSHOT,
  KEEP_SUFFIX,
  LAST_INCLUDED_TERM,
  LOG_MATCHING,
  MATCHES_SNAPSHOT,
  NEWER_SNAPSHOT,
  PERSISTENT_STATE,
  STATE_MACHINE_SAFETY,
  TERMS_GO_UP,
} from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { log, raft } from '../edits.ts';

export const snapshotBugs: readonly Bug[] = [
  {
    id: 'S1',
    what: 'index arithmetic is off by the base',
    section: '§7',
    property: LOG_MATCHING,
    cases: ['SnapshotBasic'],
    edits: [
      log(
        'return entry ? { index: this.base.index + this.list.length,',
        'return entry ? { index: this.list.length,',
      ),
    ],
  },
  {
    id: 'S2',
    what: 'an older snapshot is accepted',
    section: '§7, Figure 13: 5',
    property: NEWER_SNAPSHOT,
    cases: ['OldSnapshot'],
    edits: [
      raft(
        `    if (last.index <= this.log.base.index) return { term: this.currentTerm };
`,
        '',
      ),
      raft(
        'if (this.log.matches(last)) this.log.compact',
        'if (last.index > this.log.base.index && this.log.matches(last)) this.log.compact',
      ),
    ],
  },
  {
    id: 'S3',
    what: 'discards the suffix after lastIncludedIndex',
    section: '§7, Figure 13: 6',
    property: KEEP_SUFFIX,
    cases: ['InstallPrefix'],
    edits: [
      raft(
        `    if (this.log.matches(last)) this.log.compact(last.index);
    else this.log.restartAfter(last);`,
        '    this.log.restartAfter(last);',
      ),
    ],
  },
  {
    id: 'S4',
    what: 'keeps a conflicting log at lastIncludedIndex',
    section: '§7, Figure 13: 7',
    property: DISCARD_LOG,
    cases: ['InstallDivergent'],
    edits: [
      raft(
        'if (this.log.matches(last)) this.log.compact',
        'if (last.index <= this.log.last.index) this.log.compact',
      ),
    ],
  },
  {
    id: 'S5',
    what: 'a compacted prevLogIndex counts as a conflict',
    section: '§7, Figure 2: AppendEntries 2',
    property: MATCHES_SNAPSHOT,
    cases: ['BehindSnapshot'],
    edits: [
      log(
        'return position.index < this.base.index || this.termAt(position.index) === position.term;',
        'return position.index >= this.base.index && this.termAt(position.index) === position.term;',
      ),
      log(
        '    if (last.index < prevLogIndex) return',
        `    if (prevLogIndex < this.base.index) return {};
    if (last.index < prevLogIndex) return`,
      ),
    ],
  },
  {
    id: 'S6',
    what: 'the leader never sends InstallSnapshot',
    section: '§7',
    property: BACK_UP,
    cases: ['SnapshotInstall'],
    edits: [raft('void this.sendSnapshot(progress);', 'return;')],
  },
  {
    id: 'S7',
    what: 'state and snapshot are saved separately',
    section: '§7',
    property: GO_ON_AFTER_SNAPSHOT,
    cases: ['SnapshotAcrossCrash'],
    edits: [
      raft(
        `    this.log.compact(index);
    this.persist(data);`,
        `    this.log.compact(index);
    this.persist();
    this.persist(data);`,
      ),
    ],
  },
  {
    id: 'S8',
    what: 'lastApplied is not lifted by an install',
    section: '§7, Figure 13: 8',
    property: APPLY_IN_ORDER,
    cases: ['InstallPrefix'],
    edits: [
      raft('    this.lastApplied = last.index;\n', ''),
      // Entries that are gone can still be read, or it would end there.
      log(
        '  private readonly list:',
        '  private readonly gone: LogEntry[] = [];\n  private readonly list:',
      ),
      log(
        'this.list.splice(0, index - this.base.index);',
        'this.gone.push(...this.list.splice(0, index - this.base.index));',
      ),
      log(
        '  entryAt(index: number): LogEntry | undefined {',
        `  entryAt(index: number): LogEntry | undefined {
    if (index <= this.gone.length) return this.gone[index - 1];`,
      ),
    ],
  },
  {
    id: 'S9',
    what: 'the snapshot reaches the service after entries that follow it',
    section: '§7, Figure 13: 8',
    property: APPLY_IN_ORDER,
    cases: ['OldSnapshot'],
    edits: [
      raft(
        "    this.options.apply({ kind: 'snapshot', ...last, data });",
        "    setTimeout(() => this.options.apply({ kind: 'snapshot', ...last, data }), 20);",
      ),
    ],
  },
  {
    id: 'S10',
    what: "the snapshot's index is not the state's: taken later, up to what is applied by then",
    section: '§7',
    property: STATE_MACHINE_SAFETY,
    cases: ['SnapshotInstall'],
    edits: [
      raft(
        `    if (index <= this.log.base.index) return; // The leader's was faster.
    this.log.compact(index);
    this.persist(data);`,
        `    setTimeout(() => {
      if (index <= this.log.base.index) return;
      this.log.compact(this.lastApplied);
      this.persist(data);
    }, 0);`,
      ),
    ],
  },
  {
    id: 'S11',
    what: 'apply waits for snapshot(), which waits for apply',
    section: '§7',
    property: APPLY_COMMITTED,
    cases: ['SnapshotBasic'],
    edits: [
      raft(
        `    while (this.lastApplied < this.commitIndex) {`,
        `    while (this.lastApplied < this.commitIndex && !this.waiting) {
      this.applying = true;`,
      ),
      raft(
        'entry.command });\n    }',
        'entry.command });\n    }\n    if (!this.waiting) this.applying = false;',
      ),
      raft(
        "    if (index <= this.log.base.index) return; // The leader's was faster.",
        `    if (index <= this.log.base.index) return;
    this.waiting = this.applying;
    if (this.waiting) return;`,
      ),
    ],
  },
  {
    id: 'S12',
    what: 'a restart does not load the snapshot',
    section: '§7',
    property: PERSISTENT_STATE,
    cases: ['InstallPrefix'],
    edits: [
      raft(
        '    this.log = new Log(saved?.log, { index, term });',
        '    this.log = new Log(saved?.log);',
      ),
      raft('    this.commitIndex = index;\n    this.lastApplied = index;\n', ''),
    ],
  },
  {
    id: 'S14',
    what: 'lastIncludedTerm is forgotten',
    section: '§7, Figure 13',
    property: LAST_INCLUDED_TERM,
    cases: ['SnapshotBasic'],
    edits: [
      log(
        '    this.lastIncluded = { index, term };\n',
        '    this.lastIncluded = { index, term: 0 };\n',
      ),
      log(
        '    if (last.index < prevLogIndex) return',
        `    if (prevLogIndex <= this.base.index) return { conflictIndex: this.base.index + 1 };
    if (last.index < prevLogIndex) return`,
      ),
    ],
  },
  {
    id: 'S15',
    what: 'the base index can go backwards',
    section: '§7, Figure 13: 5',
    property: NEWER_SNAPSHOT,
    cases: ['OwnAndInstalled'],
    edits: [
      raft(
        `    if (index <= this.log.base.index) return; // The leader's was faster.
    this.log.compact(index);
    this.persist(data);`,
        `    const term = this.log.termAt(index);
    setTimeout(() => {
      if (index > this.log.base.index) this.log.compact(index);
      else this.log.restartAfter({ index, term });
      this.persist(data);
    }, 20);`,
      ),
    ],
  },
  {
    id: 'S16',
    what: 'currentTerm is set from lastIncludedTerm',
    section: '§5.1, Figure 13',
    property: TERMS_GO_UP,
    cases: ['InstallInLaterTerm'],
    edits: [
      raft(
        '    // 8. Reset the state machine;',
        `    this.currentTerm = last.term;
    // 8. Reset the state machine;`,
      ),
    ],
  },
  {
    id: 'S17',
    what: "matchIndex is the log's end after an install",
    section: '§5.3, §7',
    property: COMMIT_RULE,
    cases: ['InstallWithSuffix'],
    edits: [
      raft(
        'this.acknowledge(progress, args.lastIncludedIndex);',
        'this.acknowledge(progress, this.log.last.index);',
      ),
    ],
  },
];
