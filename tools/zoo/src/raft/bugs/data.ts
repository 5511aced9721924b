/** R37 to R39, P7 and P8: commands of any kind, and what they are taken for. */
import { APPLY_COMMITTED, COMMANDS, FOLLOWER_COMMIT, VOTE_WHEN_FREE } from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { raft } from '../edits.ts';

export const dataBugs: readonly Bug[] = [
  {
    id: 'R37',
    what: 'a follower takes as committed only entries of the current term',
    section: '§5.3, Figure 2: AppendEntries 5',
    property: FOLLOWER_COMMIT,
    cases: ['OldTermCommit'],
    edits: [
      raft(
        '    this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));',
        `    const N = Math.min(args.leaderCommit, lastNewIndex);
    if (N > this.log.base.index && this.log.termAt(N) === this.currentTerm) this.commitUpTo(N);`,
      ),
    ],
  },
  {
    id: 'R38',
    what: 'a command that is falsy is taken for a gap in the log',
    section: '§5.3, Figure 2: lastApplied',
    property: APPLY_COMMITTED,
    cases: ['AnyCommand'],
    edits: [
      raft(
        '      this.lastApplied += 1;\n',
        `      if (!this.log.entryAt(this.lastApplied + 1)?.command) return;
      this.lastApplied += 1;
`,
      ),
    ],
  },
  {
    id: 'R39',
    what: 'commands go through JSON, which turns bytes into an object',
    section: 'packages/raft/api.ts',
    property: COMMANDS,
    cases: ['AnyCommand'],
    edits: [
      raft(
        'this.log.append({ term, command });',
        'this.log.append({ term, command: JSON.parse(JSON.stringify(command)) });',
      ),
    ],
  },
  {
    id: 'P7',
    what: 'the state is saved as JSON, which turns bytes into an object',
    section: 'packages/raft/api.ts',
    property: COMMANDS,
    cases: ['AnyCommand'],
    edits: [
      raft(
        'this.options.persister.save(state, snapshot);',
        'this.options.persister.save({ json: JSON.stringify(state) }, snapshot);',
      ),
      raft(
        'options.persister.read().state as PersistentState | undefined;',
        `JSON.parse(options.persister.read().state?.json ?? 'null') ?? undefined;`,
      ),
    ],
  },
  {
    id: 'P8',
    what: 'no vote is saved as an absent field, which comes back as undefined and not as null',
    section: '§5.2, Figure 2: State',
    property: VOTE_WHEN_FREE,
    cases: ['FreeVoteAcrossCrash'],
    edits: [
      raft(
        'const state: PersistentState = { currentTerm, votedFor,',
        'const state = { currentTerm, votedFor: votedFor ?? undefined,',
      ),
    ],
  },
];
