/** R16 to R32: that leaders make progress, and what is applied (§5.3, §5.4.2). */
import {
  APPLY_COMMITTED,
  APPLY_IN_ORDER,
  BACK_UP,
  BYTE_COUNT,
  COMMIT_RULE,
  ELECTED_BY_MAJORITY,
  FAST_BACKUP,
  FOLLOWER_COMMIT,
  LEADER_APPEND_ONLY,
  RETRY,
  START,
} from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { log, raft } from '../edits.ts';

export const progressBugs: readonly Bug[] = [
  {
    id: 'R16',
    what: 'goes back no further than a batch, and never reaches the conflict',
    section: '§5.3',
    property: BACK_UP,
    cases: ['Backup'],
    edits: [
      raft(
        'Math.max(progress.matchIndex + 1, nextIndex);',
        'Math.max(progress.matchIndex + 1, nextIndex, this.log.last.index - 20);',
      ),
    ],
  },
  {
    id: 'R17',
    what: 'one step back for each rejection',
    section: 'end of §5.3',
    property: FAST_BACKUP,
    cases: ['FastBackup'],
    edits: [log('    const { last } = this;\n    if (last.index <', '    return {};\n    if (0 <')],
  },
  {
    id: 'R18',
    what: "goes on one entry too far behind the leader's last one of the conflicting term, for ever",
    section: 'end of §5.3',
    property: BACK_UP,
    cases: ['Figure7Hints'],
    edits: [raft('ours ? ours + 1 : conflictIndex', 'ours ? ours + 2 : conflictIndex')],
  },
  {
    id: 'R19',
    what: 'the entries of a request share their memory with the log, and grow with it',
    section: '§5.3',
    property: COMMIT_RULE,
    cases: ['ConcurrentStarts'],
    edits: [
      log(
        '    return this.list.slice(this.placeOf(index));',
        `    if (index === this.base.index + 1) return this.list;
    return this.list.slice(this.placeOf(index));`,
      ),
    ],
  },
  {
    id: 'R20',
    what: 'leaderCommit on heartbeats is ignored',
    section: '§5.3, Figure 2: AppendEntries 5',
    property: FOLLOWER_COMMIT,
    cases: ['QuietRetry'],
    edits: [
      raft(
        '    this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));',
        `    if (args.entries.length > 0) this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));`,
      ),
    ],
  },
  {
    id: 'R21',
    what: 'a lost AppendEntries is never sent again',
    section: '§5.3',
    property: RETRY,
    cases: ['QuietRetry'],
    edits: [
      raft(
        '    this.advanceCommitIndex(this.role.progress);\n    this.catchUp(progress);',
        `    this.advanceCommitIndex(this.role.progress);
    if (!reply.success) this.catchUp(progress);`,
      ),
    ],
  },
  {
    id: 'R22',
    what: 'the commit scan stops at the first old-term index',
    section: '§5.4.2, Figure 2: Leaders',
    property: COMMIT_RULE,
    cases: ['Figure8Committed'],
    edits: [
      raft(
        'if (N <= this.commitIndex || this.log.termAt(N) !== this.currentTerm) continue;',
        'if (N <= this.commitIndex || this.log.termAt(this.commitIndex + 1) !== this.currentTerm) continue;',
      ),
    ],
  },
  {
    id: 'R23',
    what: 'heartbeats bring what was lost, but their replies never advance the commit index',
    section: '§5.3, Figure 2: Leaders',
    property: COMMIT_RULE,
    cases: ['QuietRetry'],
    edits: [
      raft(
        '    for (const progress of this.role.progress) void this.replicate(progress, []);',
        `    for (const progress of this.role.progress) {
      const from = Math.max(progress.nextIndex, this.log.base.index + 1);
      void this.replicate(progress, this.log.from(from), true);
    }`,
      ),
      raft(
        'private async replicate(progress: Progress, entries: readonly LogEntry[]): Promise<void> {',
        'private async replicate(progress, entries, isHeartbeat = false): Promise<void> {',
      ),
      raft(
        'if (reply) this.onAppendEntriesReply(progress, { number, args }, reply);',
        'if (reply) this.onAppendEntriesReply(progress, { number, args }, reply, isHeartbeat);',
      ),
      raft(
        `    { number, args }: { readonly number: number; readonly args: AppendEntriesArgs },
    reply: AppendEntriesReply,
  ): void {`,
        `    { number, args }: { readonly number: number; readonly args: AppendEntriesArgs },
    reply: AppendEntriesReply,
    isHeartbeat: boolean,
  ): void {`,
      ),
      raft(
        '    this.advanceCommitIndex(this.role.progress);\n    this.catchUp(progress);',
        `    if (!isHeartbeat) this.advanceCommitIndex(this.role.progress);
    this.catchUp(progress);`,
      ),
    ],
  },
  {
    id: 'R24',
    what: 'applies only the last of several new entries',
    section: '§5.3, Figure 2: All Servers',
    property: APPLY_IN_ORDER,
    cases: ['ConcurrentStarts', 'Count'],
    edits: [raft('      this.lastApplied += 1;', '      this.lastApplied = this.commitIndex;')],
  },
  {
    id: 'R25',
    what: 'a leader applies before it has committed',
    section: '§5.3',
    property: COMMIT_RULE,
    cases: ['BasicAgree'],
    edits: [
      raft(
        '    const { index } = this.log.last;\n    for (const progress of role',
        `    const { index } = this.log.last;
    this.commitUpTo(index);
    for (const progress of role`,
      ),
    ],
  },
  {
    id: 'R26',
    what: 'a commit is applied only when the next entry comes',
    section: '§5.3, Figure 2: All Servers',
    property: APPLY_COMMITTED,
    cases: ['QuietRetry'],
    edits: [
      raft(
        'while (this.lastApplied < this.commitIndex)',
        'while (this.lastApplied < this.commitIndex - 1)',
      ),
    ],
  },
  {
    id: 'R27',
    what: 'start() takes nothing while apply is under way',
    section: 'packages/raft/api.ts',
    property: START,
    cases: ['StartInsideApply'],
    edits: [
      raft(
        "if (role.name !== 'leader') return {",
        "if (role.name !== 'leader' || this.busy) return {",
      ),
      raft(
        "      this.options.apply({ kind: 'c",
        "      this.busy = true;\n      this.options.apply({ kind: 'c",
      ),
      raft('entry.command });\n', 'entry.command });\n      this.busy = false;\n'),
    ],
  },
  {
    id: 'R28',
    what: 'every start() sends to everyone at once and again',
    section: '§5.3',
    property: BYTE_COUNT,
    cases: ['Burst'],
    edits: [raft(' || awaited?.nextIndex === nextIndex) return;', ') return;')],
  },
  {
    id: 'R29',
    what: 'start() on a deposed leader appends under the new term',
    section: '§5.1, §5.3',
    property: ELECTED_BY_MAJORITY,
    cases: ['DeposedWhileSending'],
    edits: [
      raft(
        `  start(command: Command): StartResult {
    const { role, currentTerm: term } = this;
    if (role.name !== 'leader') return { index: 0, term, isLeader: false };`,
        `  async start(command: Command): Promise<StartResult> {
    const { role } = this;
    if (role.name !== 'leader') return { index: 0, term: this.currentTerm, isLeader: false };
    await new Promise((queued) => setTimeout(queued, 5));
    const term = this.currentTerm;`,
      ),
    ],
  },
  {
    id: 'R31',
    what: 'a heartbeat uses commitIndex as prevLogIndex',
    section: '§5.3',
    property: BACK_UP,
    cases: ['QuietLeader'],
    edits: [
      raft(
        'const prevLogIndex = Math.max(progress.nextIndex - 1, this.log.base.index);',
        `const before = entries.length > 0 ? progress.nextIndex - 1 : this.commitIndex;
    const prevLogIndex = Math.max(before, this.log.base.index);`,
      ),
    ],
  },
  {
    id: 'R32',
    what: 'a new leader removes what is not committed from its own log',
    section: '§5.3, Figure 3',
    property: LEADER_APPEND_ONLY,
    cases: ['Figure7'],
    edits: [
      raft(
        "    assert(this.role.name === 'candidate', 'only an election makes a leader');",
        "    this.log['list'].length = this.commitIndex - this.log.base.index;",
      ),
    ],
  },
  {
    id: 'R42',
    what: 'entries wait until the latest heartbeat is answered: never, on a long link',
    section: '§5.3',
    property: RETRY,
    cases: ['FarApart', 'FarServer'],
    edits: [
      raft(
        'const number = (progress.sent += 1);',
        `const number = (progress.sent += 1);
    progress.awaited = { nextIndex: progress.nextIndex, number };`,
      ),
      raft('number >= progress.awaited.number', 'number === progress.awaited.number'),
    ],
  },
];
