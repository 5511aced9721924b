/** R1 to R15: what followers take and leaders learn from their replies (§5.3, §5.4.2). */
import {
  APPEND_WHAT_IS_NEW,
  COMMIT_RULE,
  COMMIT_GOES_UP,
  CONSISTENCY_CHECK,
  FOLLOWER_COMMIT,
} from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { log, raft } from '../edits.ts';

export const replicationBugs: readonly Bug[] = [
  {
    id: 'R1',
    what: 'a heartbeat succeeds without the prevLog check',
    section: '§5.3, Figure 2: AppendEntries 2',
    property: CONSISTENCY_CHECK,
    cases: ['Gap'],
    edits: [
      raft(
        'if (!this.log.matches({ index: args.prevLogIndex,',
        'if (args.entries.length > 0 && !this.log.matches({ index: args.prevLogIndex,',
      ),
    ],
  },
  {
    id: 'R2',
    what: 'truncates after prevLogIndex unconditionally',
    section: '§5.3, Figure 2: AppendEntries 3',
    property: APPEND_WHAT_IS_NEW,
    cases: ['ShortAfterLong'],
    edits: [
      log(
        `    if (firstNew === -1) return false;
`,
        `    const gone = Math.max(0, this.base.index - prevLogIndex);
    this.list.length = prevLogIndex + gone - this.base.index;
    this.list.push(...entries.slice(gone));
    if (firstNew >= -1) return true;
`,
      ),
    ],
  },
  {
    id: 'R3',
    what: 'appends what it already holds',
    section: '§5.3, Figure 2: AppendEntries 4',
    property: APPEND_WHAT_IS_NEW,
    cases: ['Retransmission'],
    edits: [
      log('    if (firstNew === -1) return false;\n', ''),
      log(
        '    this.list.length = prevLogIndex + firstNew - this.base.index;',
        `    const conflict = prevLogIndex + firstNew - this.base.index;
    if (firstNew !== -1 && conflict < this.list.length) this.list.length = conflict;`,
      ),
      log('...entries.slice(firstNew)', '...entries'),
    ],
  },
  {
    id: 'R4',
    what: 'looks for a conflict at the first entry only',
    section: '§5.3, Figure 2: AppendEntries 3',
    property: APPEND_WHAT_IS_NEW,
    cases: ['ConflictInside'],
    edits: [
      log(
        'return index > this.base.index && this.entryAt(index)?.term !== entry.term;',
        `const found = index > this.base.index ? this.entryAt(index) : entry;
      return i === 0 ? found?.term !== entry.term : found === undefined;`,
      ),
    ],
  },
  {
    id: 'R5',
    what: 'accepts a prevLogIndex beyond its end',
    section: '§5.3, Figure 2: AppendEntries 2',
    property: CONSISTENCY_CHECK,
    cases: ['Gap'],
    edits: [
      log(
        'return position.index < this.base.index ||',
        'return position.index < this.base.index || position.index > this.last.index ||',
      ),
      log(
        '    this.list.length = prevLogIndex + firstNew - this.base.index;',
        '    this.list.splice(prevLogIndex + firstNew - this.base.index);',
      ),
    ],
  },
  {
    id: 'R6',
    what: 'commitIndex = leaderCommit, no min',
    section: '§5.3, Figure 2: AppendEntries 5',
    property: FOLLOWER_COMMIT,
    cases: ['OldTail'],
    edits: [raft('Math.min(args.leaderCommit, lastNewIndex)', 'args.leaderCommit, lastNewIndex')],
  },
  {
    id: 'R7',
    what: 'commitIndex = min(leaderCommit, end of its own log)',
    section: '§5.3, Figure 2: AppendEntries 5',
    property: FOLLOWER_COMMIT,
    cases: ['OldTail'],
    edits: [
      raft(
        'Math.min(args.leaderCommit, lastNewIndex)',
        'Math.min(args.leaderCommit, this.log.last.index)',
      ),
    ],
  },
  {
    id: 'R8',
    what: 'commits an entry of an earlier term by counting replicas',
    section: '§5.4.2, Figure 8',
    property: COMMIT_RULE,
    cases: ['Figure8Overwritten', 'Figure8Committed'],
    edits: [raft(' || this.log.termAt(N) !== this.currentTerm)', ')')],
  },
  {
    id: 'R9',
    what: 'matchIndex from the length of the log when the reply comes',
    section: '§5.3, Figure 2: Leaders',
    property: COMMIT_RULE,
    cases: ['ReplyBeforeNext'],
    edits: [
      raft(
        'this.acknowledge(progress, args.prevLogIndex + args.entries.length)',
        'this.acknowledge(progress, this.log.last.index)',
      ),
    ],
  },
  {
    id: 'R10',
    what: 'matchIndex and commitIndex go down on an old reply',
    section: '§5.3, Figure 2: State',
    property: COMMIT_GOES_UP,
    cases: ['LateHeartbeatReply'],
    edits: [
      raft('= Math.max(progress.matchIndex, lastNewIndex);', '= lastNewIndex;'),
      raft('of progress) {', 'of progress.toSorted((a, b) => b.matchIndex - a.matchIndex)) {'),
      raft('if (N <= this.commitIndex || ', 'if (N <= 0 || '),
      raft('this.commitUpTo(N);', 'return this.commitUpTo(N);'),
      raft(
        '    if (index > this.commitIndex) this.commitIndex = index;',
        '    this.commitIndex = index;',
      ),
    ],
  },
  {
    id: 'R12',
    what: 'matchIndex starts at the first entry, as in a log that begins at 0',
    section: '§5.3, Figure 2: State',
    property: COMMIT_RULE,
    cases: ['BasicAgree'],
    edits: [raft('matchIndex: 0, sent', 'matchIndex: 1, sent')],
  },
  {
    id: 'R13',
    what: 'matchIndex rises to the end of the log on an empty AppendEntries',
    section: '§5.3, Figure 2: Leaders',
    property: COMMIT_RULE,
    cases: ['LateHeartbeatReply'],
    edits: [
      raft(
        'this.acknowledge(progress, args.prevLogIndex + args.entries.length)',
        `this.acknowledge(
        progress,
        args.entries.length > 0 ? args.prevLogIndex + args.entries.length : this.log.last.index,
      )`,
      ),
    ],
  },
  {
    id: 'R14',
    what: 'a reply of an earlier term is processed: the role is checked, the term is not',
    section: '§5.1, §5.3',
    property: COMMIT_RULE,
    cases: ['OldReply'],
    edits: [
      raft(
        `    if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.
    if (progress.awaited && number >= progress.awaited.number) progress.awaited = null;
    if (reply.success)`,
        `    if (this.role.name !== 'leader') return;
    progress = this.role.progress.find(({ end }) => end === progress.end) ?? progress;
    if (progress.awaited && number >= progress.awaited.number) progress.awaited = null;
    if (reply.success)`,
      ),
    ],
  },
];
