/**
 * Mistakes of the zoo, as edits of the reference: each is a change of one rule. Ids are the zoo's;
 * a letter tells variants apart.
 */

import type { Planted } from './plant.ts';

export interface Mistake extends Planted {
  /** Name of the rule that a failure must give. */
  readonly property: string;
  /** Ids of the cases that catch it. */
  readonly cases: RegExp;
}

export const mistakes: readonly Mistake[] = [
  {
    id: 'E3',
    what: 'a vote is not persisted',
    property: 'One vote per term',
    cases: /VoteAcrossCrash/,
    file: 'raft.ts',
    edits: [
      [
        `    this.persist();
    this.resetElectionTimer(); // Only when granting`,
        '    this.resetElectionTimer(); // Only when granting',
      ],
    ],
  },
  {
    id: 'E4',
    what: 'a vote is persisted after the reply',
    property: 'One vote per term',
    cases: /VoteAcrossCrash/,
    file: 'raft.ts',
    edits: [
      [
        `    this.persist();
    this.resetElectionTimer(); // Only when granting`,
        `    queueMicrotask(() => this.persist());
    this.resetElectionTimer(); // Only when granting`,
      ],
    ],
  },
  {
    id: 'E10',
    what: 'any RequestVote resets the election timer',
    property: 'Election timeout',
    cases: /RefusedCandidate/,
    file: 'raft.ts',
    edits: [
      [
        '    // 1. A candidate of an earlier term',
        `    if (this.role.name !== 'leader') this.resetElectionTimer();
    // 1. A candidate of an earlier term`,
      ],
    ],
  },
  {
    id: 'E11',
    what: 'an AppendEntries of a stale term resets the timer',
    property: 'Election timeout',
    cases: /DeposedLeader/,
    file: 'raft.ts',
    edits: [
      [
        '    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };',
        `    if (this.role.name !== 'leader') this.resetElectionTimer();
    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };`,
      ],
    ],
  },
  {
    id: 'E15',
    what: 'a higher term in a reply is ignored',
    property: 'Adopt a higher term',
    cases: /HigherTermInReply/,
    file: 'raft.ts',
    edits: [['    this.observeTerm(reply.term);\n', '']],
  },
  {
    id: 'E18a',
    what: 'majority is n/2, rounded up',
    property: 'Elected by a majority',
    cases: /EvenSplit/,
    file: 'raft.ts',
    edits: [['2 * servers > this.options.peers.size', '2 * servers >= this.options.peers.size']],
  },
  {
    id: 'E18b',
    what: 'majority is n/2, rounded down',
    property: 'Elected by a majority',
    cases: /InitialElection/,
    file: 'raft.ts',
    edits: [['2 * servers > this.options.peers.size', '2 * servers > this.options.peers.size - 2']],
  },
  {
    id: 'E19',
    what: 'matchIndex survives from an earlier reign',
    property: 'Commit rule',
    cases: /ReElected/,
    file: 'raft.ts',
    edits: [
      [
        '[...this.others.values()].map((end) => ({ end, ...unknown }));',
        `(this.kept ??= [...this.others.values()].map((end) => ({ end, ...unknown })));
    for (const kept of followers) Object.assign(kept, { ...unknown, matchIndex: kept.matchIndex });`,
      ],
    ],
  },
  {
    id: 'R2',
    what: 'truncates after prevLogIndex unconditionally',
    property: 'Append only what is new',
    cases: /ShortAfterLong/,
    file: 'log.ts',
    edits: [
      [
        `    if (firstNew === -1) return false;
`,
        `    const gone = Math.max(0, this.base.index - prevLogIndex);
    this.list.length = prevLogIndex + gone - this.base.index;
    this.list.push(...entries.slice(gone));
    if (firstNew >= -1) return true;
`,
      ],
    ],
  },
  {
    id: 'R3',
    what: 'appends what it already holds',
    property: 'Append only what is new',
    cases: /Retransmission/,
    file: 'log.ts',
    edits: [
      ['    if (firstNew === -1) return false;\n', ''],
      [
        '    this.list.length = prevLogIndex + firstNew - this.base.index;',
        `    const conflict = prevLogIndex + firstNew - this.base.index;
    if (firstNew !== -1 && conflict < this.list.length) this.list.length = conflict;`,
      ],
      ['...entries.slice(firstNew)', '...entries'],
    ],
  },
  {
    id: 'R5',
    what: 'accepts a prevLogIndex beyond its end',
    property: 'Consistency check',
    cases: /Gap/,
    file: 'log.ts',
    edits: [
      [
        'return position.index < this.base.index ||',
        'return position.index < this.base.index || position.index > this.last.index ||',
      ],
      [
        '    this.list.length = prevLogIndex + firstNew - this.base.index;',
        '    this.list.splice(prevLogIndex + firstNew - this.base.index);',
      ],
    ],
  },
  {
    id: 'R6',
    what: 'commitIndex = leaderCommit, no min',
    property: 'Commit up to the last new entry',
    cases: /OldTail/,
    file: 'raft.ts',
    edits: [
      [
        'Math.min(args.leaderCommit, lastNewIndex)',
        'Math.min(args.leaderCommit, this.log.last.index)',
      ],
    ],
  },
  {
    id: 'R8',
    what: 'commits an entry of an earlier term by counting replicas',
    property: 'Commit rule',
    cases: /Figure8(Overwritten|Committed)/,
    file: 'raft.ts',
    edits: [[' && this.log.termAt(N) === this.currentTerm)', ')']],
  },
  {
    id: 'R9',
    what: 'matchIndex from the length of the log when the reply comes',
    property: 'Commit rule',
    cases: /ReplyBeforeNext/,
    file: 'raft.ts',
    edits: [
      [
        'this.acknowledge(follower, args.prevLogIndex + args.entries.length)',
        'this.acknowledge(follower, this.log.last.index)',
      ],
    ],
  },
  {
    id: 'R14',
    what: 'a reply of an earlier term is processed: the role is checked, the term is not',
    property: 'Commit rule',
    cases: /OldReply/,
    file: 'raft.ts',
    edits: [
      [
        `    if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.`,
        `    if (this.role.name !== 'leader') return;
    follower = this.role.followers.find(({ end }) => end === follower.end) ?? follower;`,
      ],
    ],
  },
  {
    id: 'R17',
    what: 'one step back for each rejection',
    property: 'Fast backup',
    cases: /FastBackup/,
    file: 'log.ts',
    edits: [['    const { last } = this;\n    if (last.index <', '    return {};\n    if (0 <']],
  },
  {
    id: 'R21',
    what: 'a lost AppendEntries is never sent again',
    property: 'Liveness: agreement',
    cases: /QuietRetry/,
    file: 'raft.ts',
    edits: [
      ['    this.catchUp(follower);\n  }', '    if (!reply.success) this.catchUp(follower);\n  }'],
    ],
  },
  {
    id: 'R24',
    what: 'applies only the last of several new entries',
    property: 'Apply in order, each once',
    cases: /ConcurrentStarts|Count/,
    file: 'raft.ts',
    edits: [['      this.lastApplied += 1;', '      this.lastApplied = this.commitIndex;']],
  },
  {
    id: 'R27',
    what: 'start() takes nothing while apply is under way',
    property: 'start()',
    cases: /StartInsideApply/,
    file: 'raft.ts',
    edits: [
      ["if (role.name !== 'leader') return {", "if (role.name !== 'leader' || this.busy) return {"],
      [
        "      this.options.apply({ kind: 'c",
        "      this.busy = true;\n      this.options.apply({ kind: 'c",
      ],
      ['entry.command });\n', 'entry.command });\n      this.busy = false;\n'],
    ],
  },
  {
    id: 'R28',
    what: 'every start() sends to everyone at once and again',
    property: 'Bytes of RPCs',
    cases: /Burst/,
    file: 'raft.ts',
    edits: [[' || follower.awaited) return;', ') return;']],
  },
  {
    id: 'P1',
    what: 'a term adopted from a reply is not persisted',
    property: 'Terms only increase',
    cases: /TermAcrossCrash/,
    file: 'raft.ts',
    edits: [
      [
        `    this.observeTerm(reply.term);
`,
        `    if (reply.term > this.currentTerm) {
      this.currentTerm = reply.term;
      this.votedFor = null;
      this.becomeFollower();
    }
`,
      ],
    ],
  },
  {
    id: 'P3',
    what: 'acknowledges before the save',
    property: 'Persistent before it answers',
    cases: /2C.Promises/,
    file: 'raft.ts',
    edits: [
      [
        'this.log.merge(args.prevLogIndex, args.entries)) this.persist();',
        'this.log.merge(args.prevLogIndex, args.entries)) queueMicrotask(() => this.persist());',
      ],
    ],
  },
  {
    id: 'P6',
    what: 'a leader counts itself before it has saved what start() took',
    property: 'Persistent before it answers',
    cases: /2C.Promises/,
    file: 'raft.ts',
    edits: [
      [
        `    this.log.append({ term, command });
    this.persist();`,
        `    this.log.append({ term, command });
    setTimeout(() => this.persist(), 20);`,
      ],
    ],
  },
  {
    id: 'S2',
    what: 'an older snapshot is accepted',
    property: 'A snapshot never replaces a newer one',
    cases: /OldSnapshot/,
    file: 'raft.ts',
    edits: [
      [
        `    if (last.index <= this.log.base.index) return { term: this.currentTerm };
`,
        '',
      ],
      [
        'if (this.log.matches(last)) this.log.compact',
        'if (last.index > this.log.base.index && this.log.matches(last)) this.log.compact',
      ],
    ],
  },
  {
    id: 'S3',
    what: 'discards the suffix after lastIncludedIndex',
    property: 'Keep what follows the snapshot',
    cases: /InstallPrefix/,
    file: 'raft.ts',
    edits: [
      [
        `    if (this.log.matches(last)) this.log.compact(last.index);
    else this.log.restartAfter(last);`,
        '    this.log.restartAfter(last);',
      ],
    ],
  },
  {
    id: 'S4',
    what: 'keeps a conflicting log at lastIncludedIndex',
    property: 'Discard a log that conflicts with the snapshot',
    cases: /InstallDivergent/,
    file: 'raft.ts',
    edits: [
      [
        'if (this.log.matches(last)) this.log.compact',
        'if (last.index <= this.log.last.index) this.log.compact',
      ],
    ],
  },
  {
    id: 'S7',
    what: 'state and snapshot are saved separately',
    property: 'Go on after the snapshot',
    cases: /SnapshotAcrossCrash/,
    file: 'raft.ts',
    edits: [
      [
        `    this.log.compact(index);
    this.persist(data);`,
        `    this.log.compact(index);
    this.persist();
    this.persist(data);`,
      ],
    ],
  },
];
