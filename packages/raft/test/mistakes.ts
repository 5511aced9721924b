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
    id: 'R28',
    what: 'every start() sends to everyone at once and again',
    property: 'Bytes of RPCs',
    cases: /Burst/,
    file: 'raft.ts',
    edits: [[' || follower.awaited) return;', ') return;']],
  },
];
