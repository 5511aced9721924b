/**
 * Mutants that no test can kill, because what they change is no mistake. Each was read; `why` says what
 * makes it right. An entry that fits no mutant any more, or one that a test does kill, is an error.
 */
import type { RaftFile } from '../raft/edits.ts';
import type { Mutant } from './mutants.ts';

/**
 * File, line without indentation, and the mutators, of which several of one kind are numbered: 'X#2'; the
 * method, for a line that stands in more than one.
 */
type Entry = readonly [RaftFile, source: string, mutators: readonly string[], method?: string];

interface Reason {
  readonly why: string;
  readonly of: readonly Entry[];
}

const reasons: readonly Reason[] = [
  {
    why: 'It is an assertion: it never fails, and only its own words are changed, or it is left out.',
    of: [
      [
        'raft.ts',
        "assert(last.index > this.commitIndex || this.log.matches(last), 'a leader lacks a commit');",
        ['EqualityOperator', 'ConditionalExpression#2', 'StringLiteral'],
      ],
      [
        'raft.ts',
        'assert(index <= this.lastApplied, `entry ${index} was never applied`);',
        ['ConditionalExpression', 'StringLiteral'],
      ],
      [
        'raft.ts',
        'if (!entry) assert.fail(`committed entry ${this.lastApplied} is not in the log`);',
        ['ConditionalExpression#2', 'StringLiteral'],
      ],
      [
        'raft.ts',
        "if (this.role.name === 'leader') assert.fail(`term ${this.currentTerm} has two leaders`);",
        ['ConditionalExpression#2', 'StringLiteral', 'StringLiteral#2'],
      ],
      [
        'raft.ts',
        "assert(this.role.name !== 'leader', 'a leader has no election timeout');",
        ['ConditionalExpression', 'StringLiteral', 'StringLiteral#2'],
      ],
      ['raft.ts', "assert(this.role.name === 'candidate');", ['ConditionalExpression']],
      [
        'raft.ts',
        "assert(this.role.name === 'candidate', 'only an election makes a leader');",
        ['ConditionalExpression', 'StringLiteral#2'],
      ],
      ['raft.ts', "assert(this.role.name === 'leader');", ['ConditionalExpression']],
      [
        'raft.ts',
        'const prevLogTerm = this.log.termAt(prevLogIndex) ?? assert.fail(`no entry ${prevLogIndex}`);',
        ['StringLiteral'],
      ],
      [
        'raft.ts',
        'assert(data, `entries up through ${lastIncludedIndex} are gone, and there is no snapshot`);',
        ['StringLiteral'],
      ],
      [
        'log.ts',
        'if (index <= base) assert.fail(`entry ${index} is gone, the base is ${base}`);',
        ['ConditionalExpression#2', 'EqualityOperator', 'StringLiteral'],
      ],
      ['log.ts', 'term !== undefined,', ['ConditionalExpression']],
      [
        'log.ts',
        '`entry ${index} is not in the log, which ends at ${this.last.index}`,',
        ['StringLiteral'],
      ],
    ],
  },
  {
    why: "Roles are only ever compared with 'leader' and 'candidate': a follower is any other one.",
    of: [
      ['raft.ts', "private role: Role = { name: 'follower' };", ['ObjectLiteral', 'StringLiteral']],
      ['raft.ts', "this.role = { name: 'follower' };", ['ObjectLiteral', 'StringLiteral']],
    ],
  },
  {
    why: 'inspect() is for replays, and is never called in a graded run.',
    of: [
      ['raft.ts', 'inspect(): unknown {', ['BlockStatement']],
      [
        'raft.ts',
        'const shared = { role: role.name, currentTerm, votedFor, commitIndex, lastApplied };',
        ['ObjectLiteral'],
      ],
      [
        'raft.ts',
        'return { ...shared, lastIncluded: this.log.base, log: this.log.entries };',
        ['ObjectLiteral'],
      ],
    ],
  },
  {
    why: "commitIndex says what to apply next, and what is applied stays so. A lower one is lifted by the next leaderCommit, or by the next entry of this leader's own term.",
    of: [
      ['raft.ts', 'this.commitIndex = index;', ['AssignmentRemoval']],
      [
        'raft.ts',
        'this.commitIndex = Math.max(this.commitIndex, last.index);',
        ['AssignmentRemoval', 'MethodExpression'],
      ],
      [
        'raft.ts',
        'if (index > this.commitIndex) this.commitIndex = index;',
        ['ConditionalExpression', 'EqualityOperator'],
      ],
      [
        'raft.ts',
        'if (N <= this.commitIndex || this.log.termAt(N) !== this.currentTerm) continue;',
        ['EqualityOperator'],
      ],
    ],
  },
  {
    why: 'Who has accepted the leader of a term cannot be elected in it: a majority has voted for that leader. So it does not matter whether it is called a candidate; its election timer is the same.',
    of: [
      [
        'raft.ts',
        "if (this.role.name === 'candidate') this.becomeFollower();",
        [
          'ConditionalExpression',
          'ConditionalExpression#2',
          'EqualityOperator',
          'StringLiteral',
          'CallExpression',
        ],
      ],
    ],
  },
  {
    why: "The paper names only AppendEntries as what resets the timer and ends a candidacy (Figure 2, Followers and Candidates). The leader's next heartbeat does.",
    of: [['raft.ts', 'this.acceptLeader();', ['CallExpression'], 'installSnapshot']],
  },
  {
    why: 'The same snapshot once more changes nothing on disk.',
    of: [
      [
        'raft.ts',
        'if (last.index <= this.log.base.index) return { term: this.currentTerm };',
        ['EqualityOperator'],
      ],
    ],
  },
  {
    why: 'Our service makes its snapshot inside apply, when nothing can have come in between: its index is never below the base.',
    of: [
      [
        'raft.ts',
        "if (index <= this.log.base.index) return; // The leader's was faster.",
        ['ConditionalExpression#2', 'EqualityOperator'],
      ],
    ],
  },
  {
    why: 'Other timeouts, and legal ones.',
    of: [
      [
        'raft.ts',
        'this.waitFor(least + Math.random() * (most - least), () => this.startElection());',
        ['ArithmeticOperator#3'],
      ],
    ],
  },
  {
    why: 'Only a cluster of one would notice, and the labs have none.',
    of: [
      [
        'raft.ts',
        'this.becomeLeaderIfElected(); // A cluster of one has a majority now.',
        ['CallExpression'],
      ],
      [
        'raft.ts',
        'if (this.isMajority(1)) this.commitUpTo(index); // A cluster of one has a majority now.',
        ['CallExpression', 'ConditionalExpression#2'],
      ],
    ],
  },
  {
    why: "A new entry may wait for the next heartbeat, as in the variant 'lazy'.",
    of: [
      [
        'raft.ts',
        'for (const progress of role.progress) this.catchUp(progress);',
        ['CallExpression'],
      ],
    ],
  },
  {
    why: 'Each reign has Progress objects of its own: what an old reply says is noted on those of the old one. And who has led a term leads it as long as it lasts.',
    of: [
      [
        'raft.ts',
        "if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.",
        ['ConditionalExpression', 'ConditionalExpression#4', 'LogicalOperator'],
        'onAppendEntriesReply',
      ],
      [
        'raft.ts',
        "if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.",
        [
          'ConditionalExpression',
          'ConditionalExpression#3',
          'ConditionalExpression#4',
          'LogicalOperator',
        ],
        'onInstallSnapshotReply',
      ],
    ],
  },
  {
    why: 'What it learns here, the reply to the next heartbeat tells it too: a follower that holds the snapshot accepts one that begins at its end.',
    of: [
      [
        'raft.ts',
        "if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.",
        ['EqualityOperator', 'ConditionalExpression#2', 'StringLiteral', 'EqualityOperator#2'],
        'onInstallSnapshotReply',
      ],
      ['raft.ts', 'this.acknowledge(progress, args.lastIncludedIndex);', ['CallExpression']],
      ['raft.ts', 'this.catchUp(progress);', ['CallExpression'], 'onInstallSnapshotReply'],
    ],
  },
  {
    why: '`awaited` only saves messages: without it some are sent twice; where it stays set, the reply to the next heartbeat clears it.',
    of: [
      [
        'raft.ts',
        'if (progress.awaited && number >= progress.awaited.number) progress.awaited = null;',
        ['ConditionalExpression', 'EqualityOperator'],
      ],
    ],
  },
  {
    why: 'Another index to go on from, lower or higher: one that the rejections of a few more rounds, or the entries sent once more, make up for. The paper leaves it open (end of §5.3); FastBackup and its sisters bound the rounds.',
    of: [
      [
        'raft.ts',
        'const unknown = { nextIndex: this.log.last.index + 1, matchIndex: 0, sent: 0, awaited: null };',
        ['ArithmeticOperator'],
      ],
      [
        'raft.ts',
        'if (prevLogIndex !== progress.nextIndex - 1) return; // It answers an earlier attempt.',
        ['ConditionalExpression#2'],
      ],
      [
        'raft.ts',
        'const ours = conflictTerm && this.log.lastOfTerm(conflictTerm, prevLogIndex);',
        ['ConditionalExpression#2'],
      ],
      ['raft.ts', 'const nextIndex = ours ? ours + 1 : conflictIndex;', ['ArithmeticOperator']],
      [
        'raft.ts',
        'progress.nextIndex = Math.max(progress.matchIndex + 1, nextIndex);',
        ['MethodExpression', 'ArithmeticOperator'],
      ],
      [
        'log.ts',
        'if (last.index < prevLogIndex) return { conflictIndex: last.index + 1 };',
        ['ArithmeticOperator'],
      ],
      [
        'log.ts',
        'while (conflictIndex > first && this.termAt(conflictIndex - 1) === conflictTerm) {',
        ['EqualityOperator', 'ConditionalExpression#3', 'ArithmeticOperator'],
      ],
      [
        'log.ts',
        'lastOfTerm(term: number, before: number): number | undefined {',
        ['BlockStatement'],
      ],
      ['log.ts', 'let index = before - 1;', ['ArithmeticOperator']],
      [
        'log.ts',
        'if (index < this.base.index) return undefined;',
        ['ConditionalExpression', 'EqualityOperator'],
      ],
      [
        'log.ts',
        'while (index > this.base.index && (this.termAt(index) ?? 0) > term) index -= 1;',
        [
          'ConditionalExpression',
          'EqualityOperator',
          'ConditionalExpression#2',
          'EqualityOperator#2',
          'LogicalOperator',
          'ConditionalExpression#3',
          'EqualityOperator#4',
          'EqualityOperator#3',
          'LogicalOperator#2',
          'AssignmentOperator',
        ],
      ],
      [
        'log.ts',
        'return this.termAt(index) === term && index > 0 ? index : undefined;',
        [
          'ConditionalExpression',
          'EqualityOperator',
          'ConditionalExpression#2',
          'ConditionalExpression#3',
          'LogicalOperator',
          'ConditionalExpression#4',
          'EqualityOperator#2',
          'EqualityOperator#3',
        ],
      ],
    ],
  },
  {
    why: 'Raft always says where its log begins.',
    of: [['log.ts', 'const BEFORE_FIRST: Position = { index: 0, term: 0 };', ['ObjectLiteral']]],
  },
  {
    why: "The base is committed, so nobody's entry there is of another term.",
    of: [
      [
        'log.ts',
        'return position.index < this.base.index || this.termAt(position.index) === position.term;',
        ['EqualityOperator'],
      ],
    ],
  },
  {
    why: 'A save more, of what is on disk already.',
    of: [['log.ts', 'if (firstNew === -1) return false;', ['BooleanLiteral']]],
  },
  {
    why: 'The entry is there: beyond the end of the log, the line above has returned.',
    of: [
      [
        'log.ts',
        'const conflictTerm = this.entryAt(prevLogIndex)?.term ?? 0;',
        ['OptionalChaining'],
      ],
    ],
  },
];

/** Why the mutant is equivalent; `undefined` when it is not known to be. */
export function equivalentTo(mutant: Mutant): string | undefined {
  return reasons.find(({ of }) => of.some((entry) => fits(entry, mutant)))?.why;
}

/** Entries that fit none of the mutants any more. */
export function forgotten(mutants: readonly Mutant[]): string[] {
  const entries = reasons.flatMap(({ of }) =>
    of.flatMap(([file, source, mutators, ...method]) =>
      mutators.map((mutator): Entry => [file, source, [mutator], ...method]),
    ),
  );
  return entries
    .filter((entry) => !mutants.some((mutant) => fits(entry, mutant)))
    .map(([file, source, [mutator]]) => `${file}: ${source} (${mutator})`);
}

function fits([file, source, mutators, method]: Entry, mutant: Mutant): boolean {
  const kind = mutant.id.split(':').at(-1) ?? '';
  if (method !== undefined && mutant.method !== method) return false;
  return mutant.file === file && mutant.source === source && mutators.includes(kind);
}
