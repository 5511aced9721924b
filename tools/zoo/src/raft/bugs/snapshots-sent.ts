/** S18 to S22, S24 and S25: snapshots on their way to a follower or to the disk, and what is said of them. */
import {
  ADOPT_TERM,
  BACK_UP,
  CONTRACT,
  HEARTBEATS,
  STATE_MACHINE_SAFETY,
  TAKE_SNAPSHOT,
} from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { raft } from '../edits.ts';
import { handPath } from '../hands.ts';

export const sentSnapshotBugs: readonly Bug[] = [
  {
    id: 'S18',
    what: 'index and term of a snapshot are read at once, its bytes a little later',
    section: '§7, Figure 13',
    property: STATE_MACHINE_SAFETY,
    cases: ['TornSnapshot'],
    edits: [
      raft(
        '    const data = this.options.persister.read().snapshot;',
        `    await new Promise((read) => setTimeout(read, 3));
    const data = this.options.persister.read().snapshot;`,
      ),
    ],
  },
  {
    id: 'S19',
    what: 'no heartbeats to a follower while a snapshot is on its way to it',
    section: '§5.2, Figure 2: Leaders',
    property: HEARTBEATS,
    cases: ['HeartbeatsBesideSnapshot'],
    edits: [
      raft(
        '    for (const progress of this.role.progress) void this.replicate(progress, []);',
        `    for (const progress of this.role.progress) {
      if (!progress.installing) void this.replicate(progress, []);
    }`,
      ),
      raft(
        "    const reply = await progress.end.call('installSnapshot', args);\n",
        `    progress.installing = true;
    const reply = await progress.end.call('installSnapshot', args);
    progress.installing = false;
`,
      ),
    ],
  },
  {
    id: 'S20',
    what: 'matchIndex begins where the snapshot ends, so that a follower without it never gets it',
    section: '§5.3, Figure 2: matchIndex',
    property: BACK_UP,
    cases: ['InstallWithSuffix'],
    edits: [
      raft(
        'nextIndex: this.log.last.index + 1, matchIndex: 0,',
        'nextIndex: this.log.last.index + 1, matchIndex: this.log.base.index,',
      ),
    ],
  },
  {
    id: 'S21',
    what: "the term that goes with an installed snapshot to the service is the server's own",
    section: 'packages/raft/api.ts',
    property: CONTRACT,
    cases: ['InstallInLaterTerm'],
    edits: [
      raft(
        "this.options.apply({ kind: 'snapshot', ...last, data });",
        "this.options.apply({ kind: 'snapshot', ...last, term: this.currentTerm, data });",
      ),
    ],
  },
  {
    id: 'S22',
    what: 'a reply to InstallSnapshot is dropped as stale before its higher term is looked at',
    section: '§5.1, Figure 2: All Servers',
    property: ADOPT_TERM,
    cases: ['LateInstall'],
    edits: [
      raft(
        `    this.observeTerm(reply.term);
    if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.
    this.acknowledge`,
        `    if (args.term !== this.currentTerm) return;
    this.observeTerm(reply.term);
    if (this.role.name !== 'leader') return;
    this.acknowledge`,
      ),
    ],
  },
  {
    id: 'S24',
    what: 'a snapshot of the entry that is being applied is ignored, and each snapshot is one',
    section: '§7, packages/raft/api.ts',
    property: TAKE_SNAPSHOT,
    cases: ['SnapshotBasic'],
    edits: [
      raft(
        '    if (index <= this.log.base.index) return; // The leader',
        '    if (index <= this.log.base.index || index >= this.lastApplied) return; // The leader',
      ),
    ],
  },
  {
    id: 'S25',
    what: 'a snapshot in memory, which an installed one does not replace: old bytes under a new index',
    section: '§7, Figure 13',
    property: STATE_MACHINE_SAFETY,
    cases: ['PassOnSnapshot'],
    edits: [
      {
        file: 'raft.ts',
        text: '  private commitIndex = 0;',
        replacement: '  private commitIndex = 0;\n  private kept: Uint8Array | undefined;',
      },
      {
        file: 'raft.ts',
        text: '    const data = this.options.persister.read().snapshot;',
        replacement: '    const data = this.kept ?? this.options.persister.read().snapshot;',
      },
      {
        file: 'raft.ts',
        text: '    this.dropLogBefore(index, this.termAt(index));\n    this.persist(data);',
        replacement:
          '    this.dropLogBefore(index, this.termAt(index));\n    this.kept = data;\n    this.persist(data);',
      },
    ],
    solution: handPath('student'),
  },
];
