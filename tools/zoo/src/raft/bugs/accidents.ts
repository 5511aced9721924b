/** E36, R40, R41, R45, R46 and S23: what is left over from an accident, two calls in one turn, and full messages. */
import { APPLY_COMMITTED, AS_BEFORE, LOG_MATCHING, START } from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { raft } from '../edits.ts';
import { handPath } from '../hands.ts';

export const accidentBugs: readonly Bug[] = [
  {
    id: 'E36',
    what: 'the heartbeat timer of a reign is never stopped, and runs again in the next one',
    section: '§5.2',
    property: AS_BEFORE,
    cases: ['AfterAccidents'],
    edits: [
      raft(
        `    this.role = { name: 'leader', progress };
`,
        `    this.role = { name: 'leader', progress };
    clearTimeout(this.timer);
    setInterval(() => void (this.role.name === 'leader' && this.sendHeartbeats()), HEARTBEAT_MS);
`,
      ),
      raft('    this.waitFor(HEARTBEAT_MS, () => this.sendHeartbeats());\n', ''),
    ],
  },
  {
    id: 'R40',
    what: 'the wait before entries are sent doubles with each lost call, and never shrinks again',
    section: '§5.3',
    property: AS_BEFORE,
    cases: ['AfterAccidents'],
    edits: [
      raft(
        '    if (reply) this.onAppendEntriesReply(progress, { number, args }, reply);',
        `    if (reply) this.onAppendEntriesReply(progress, { number, args }, reply);
    else progress.backOff = Math.min(2 * (progress.backOff ?? 1), 1000);`,
      ),
      raft(
        '    const { nextIndex, awaited } = progress;\n',
        `    const { nextIndex, awaited, notBefore = 0, backOff = 0 } = progress;
    if (Date.now() < notBefore) return;
    progress.notBefore = Date.now() + backOff;
`,
      ),
    ],
  },
  {
    id: 'R41',
    what: 'start() appends in the next turn, so that two calls in one get the same index',
    section: 'packages/raft/api.ts',
    property: START,
    cases: ['TwoStarts'],
    edits: [
      raft(
        `    this.log.append({ term, command });
    this.persist();
    const { index } = this.log.last;
    for (const progress of role.progress) this.catchUp(progress);
    if (this.isMajority(1)) this.commitUpTo(index); // A cluster of one has a majority now.
    return { index, term, isLeader: true };`,
        `    const index = this.log.last.index + 1;
    queueMicrotask(() => {
      this.log.append({ term, command });
      this.persist();
      for (const progress of role.progress) this.catchUp(progress);
    });
    return { index, term, isLeader: true };`,
      ),
    ],
  },
  {
    id: 'S23',
    what: 'the loop that applies counts from a base that snapshot(), called from within, has moved',
    section: '§7',
    property: APPLY_COMMITTED,
    cases: ['SnapshotAndStart'],
    edits: [
      raft(
        '    while (this.lastApplied < this.commitIndex) {',
        `    const first = this.log.base.index + 1;
    while (this.lastApplied < this.commitIndex && this.log.entries[this.lastApplied + 1 - first]) {`,
      ),
    ],
  },
  {
    id: 'R45',
    what: 'an apply that is under way swallows the commit of a command that is started inside it',
    section: '§5.3, Figure 2: All Servers',
    property: APPLY_COMMITTED,
    cases: ['OneServer'],
    edits: [
      {
        file: 'raft.ts',
        text: '    while (this.lastApplied < this.commitIndex) {',
        replacement: '    const end = this.commitIndex;\n    while (this.lastApplied < end) {',
      },
    ],
    solution: handPath('student'),
  },
  {
    id: 'R46',
    what: 'an entry that does not fit into the message is left out, and the next one is not',
    section: '§5.3, Figure 3',
    property: LOG_MATCHING,
    cases: ['UnequalSizes'],
    edits: [
      {
        file: 'rules.ts',
        text: 'entriesAfter(log, prevLogIndex, BATCH_SIZE) : []',
        replacement: `entriesAfter(log, prevLogIndex, BATCH_SIZE).filter(
          (entry, i) => i === 0 || JSON.stringify(entry).length < 1024,
        ) : []`,
      },
    ],
    solution: handPath('raftscope'),
  },
];
