/** E1 to E14: elections (§5.1, §5.2, §5.4.1). */
import {
  ELECTION_RESTRICTION,
  ELECTION_TIMEOUT,
  ELECTED_BY_MAJORITY,
  NEW_ELECTION,
  ONE_VOTE,
  VOTE_WHEN_FREE,
  RANDOM_TIMEOUT,
  PERSISTENT_STATE,
} from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { log, raft } from '../edits.ts';

const GRANT = `    this.persist();
    this.resetElectionTimer(); // Only when granting: a refused candidate must not delay us (§5.2).`;

export const electionBugs: readonly Bug[] = [
  {
    id: 'E1',
    what: 'votedFor is not cleared when a higher term is adopted',
    section: '§5.2, Figure 2: State',
    property: VOTE_WHEN_FREE,
    cases: ['FreeVote'],
    edits: [raft('    this.votedFor = null;\n', '')],
  },
  {
    id: 'E2',
    what: 'votedFor is cleared by a message of the same term',
    section: '§5.2, Figure 2: RequestVote 2',
    property: ONE_VOTE,
    cases: ['VoteAcrossCrash'],
    edits: [
      raft(
        '    if (term <= this.currentTerm) return;',
        `    if (term === this.currentTerm) this.votedFor = null;
    if (term <= this.currentTerm) return;`,
      ),
    ],
  },
  {
    id: 'E3',
    what: 'a vote is not persisted',
    section: '§5.2, Figure 2: State',
    property: ONE_VOTE,
    cases: ['VoteAcrossCrash'],
    edits: [raft(GRANT, '    this.resetElectionTimer();')],
  },
  {
    id: 'E3b',
    what: 'a term adopted from a request is not persisted',
    section: '§5.1, Figure 2: State',
    property: PERSISTENT_STATE,
    cases: ['TermAcrossCrash'],
    edits: [
      raft('    this.votedFor = null;\n    this.persist();\n', '    this.votedFor = null;\n'),
    ],
  },
  {
    id: 'E4',
    what: 'a vote is persisted after the reply',
    section: '§5.2, Figure 2: State',
    property: ONE_VOTE,
    cases: ['VoteAcrossCrash'],
    edits: [
      raft(GRANT, '    queueMicrotask(() => this.persist());\n    this.resetElectionTimer();'),
    ],
  },
  {
    id: 'E5',
    what: 'the up-to-date check compares log lengths only',
    section: '§5.4.1',
    property: ELECTION_RESTRICTION,
    cases: ['LongOldLog'],
    edits: [
      log(
        'return other.term > term || (other.term === term && other.index >= index);',
        'return other.index >= index || term < 0;',
      ),
    ],
  },
  {
    id: 'E6',
    what: 'grants its vote to a longer log with a lower last term',
    section: '§5.4.1',
    property: ELECTION_RESTRICTION,
    cases: ['LongOldLog'],
    edits: [
      log('return other.term > term || (', 'return other.term > term || other.index > index || ('),
    ],
  },
  {
    id: 'E7',
    what: 'the up-to-date check compares with commitIndex',
    section: '§5.4.1',
    property: ELECTION_RESTRICTION,
    cases: ['RefusedCandidate'],
    edits: [raft('!free || !this.log.isUpToDate(last)', '!free || last.index < this.commitIndex')],
  },
  {
    id: 'E8',
    what: 'counts vote replies of an earlier term',
    section: '§5.2, Figure 2: Candidates',
    property: ELECTED_BY_MAJORITY,
    cases: ['OldVotes'],
    edits: [
      raft(
        "if (this.role.name !== 'candidate' || args.term !== this.currentTerm) return; // Stale.",
        "if (this.role.name !== 'candidate') return;",
      ),
    ],
  },
  {
    id: 'E9',
    what: 'asks again for votes while it waits, and counts the same voter twice',
    section: '§5.2, Figure 2: Candidates',
    property: ELECTED_BY_MAJORITY,
    cases: ['EvenSplit'],
    edits: [
      raft(
        '    for (const [address, end] of this.others) void this.askForVote(address, end, args);',
        `    const ask = () => {
      if (this.role.name !== 'candidate' || args.term !== this.currentTerm) return;
      for (const [address, end] of this.others) void this.askForVote(address, end, args);
      setTimeout(ask, 50);
    };
    ask();`,
      ),
      raft('this.role.votes.add(voter)', 'this.role.votes.add(`${voter} ${this.role.votes.size}`)'),
    ],
  },
  {
    id: 'E10',
    what: 'any RequestVote resets the election timer',
    section: '§5.2, Figure 2: Followers',
    property: ELECTION_TIMEOUT,
    cases: ['RefusedCandidate'],
    edits: [
      raft(
        '    // 1. A candidate of an earlier term',
        `    if (this.role.name !== 'leader') this.resetElectionTimer();
    // 1. A candidate of an earlier term`,
      ),
    ],
  },
  {
    id: 'E11',
    what: 'an AppendEntries of a stale term resets the timer',
    section: '§5.2, Figure 2: Followers',
    property: ELECTION_TIMEOUT,
    cases: ['DeposedLeader'],
    edits: [
      raft(
        '    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };',
        `    if (this.role.name !== 'leader') this.resetElectionTimer();
    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };`,
      ),
    ],
  },
  {
    id: 'E12',
    what: 'every growth of the term resets the timer',
    section: '§5.2, Figure 2: Followers',
    property: ELECTION_TIMEOUT,
    cases: ['GrowingTerms'],
    edits: [raft('    if (wasLeader) this.reset', '    if (wasLeader || true) this.reset')],
  },
  {
    id: 'E13',
    what: 'a candidate never starts a second election',
    section: '§5.2, Figure 2: Candidates',
    property: NEW_ELECTION,
    cases: ['OldVotes'],
    edits: [
      raft(
        '() => this.startElection());',
        "() => void (this.role.name !== 'candidate' && this.startElection()));",
      ),
    ],
  },
  {
    id: 'E14',
    what: 'timeouts are the same on every server',
    section: '§5.2',
    property: RANDOM_TIMEOUT,
    cases: ['ManyElections'],
    edits: [raft('least + Math.random() * (most - least)', '(least + most) / 2')],
  },
];
