/** E15 to E28 and R43: terms, roles and calls (§5.1, §5.2). */
import {
  ADOPT_TERM,
  COMMIT_RULE,
  ELECTED_BY_MAJORITY,
  ELECTION_TIMEOUT,
  HEARTBEATS,
  LEAD_ON,
  ONE_VOTE,
  PARALLEL,
  REFUSE_EARLIER_LEADER,
  VOTE_WHEN_FREE,
  YIELD_TO_LEADER,
} from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { raft } from '../edits.ts';

export const roleBugs: readonly Bug[] = [
  {
    id: 'E15',
    what: 'a higher term in the reply to a RequestVote is ignored',
    section: '§5.1, Figure 2: All Servers',
    property: ADOPT_TERM,
    cases: ['HigherTermInReply'],
    edits: [
      raft(
        "    this.observeTerm(reply.term);\n    if (this.role.name !== 'candidate'",
        "    if (this.role.name !== 'candidate'",
      ),
    ],
  },
  {
    id: 'E16',
    what: 'a candidate ignores AppendEntries of its own term',
    section: '§5.2, Figure 2: Candidates',
    property: YIELD_TO_LEADER,
    cases: ['LostElection'],
    edits: [
      raft(
        '    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };',
        `    const lost = args.term < this.currentTerm || this.role.name === 'candidate';
    if (lost) return { term: this.currentTerm, success: false };`,
      ),
    ],
  },
  {
    id: 'E17',
    what: 'returns right after adopting a term, so that the vote is lost',
    section: '§5.2, Figure 2: RequestVote 2',
    property: VOTE_WHEN_FREE,
    cases: ['FreeVote'],
    edits: [
      raft(
        `    this.observeTerm(args.term);

    // 1. A candidate of an earlier term`,
        `    const isNew = args.term > this.currentTerm;
    this.observeTerm(args.term);
    if (isNew) return { term: this.currentTerm, voteGranted: false };

    // 1. A candidate of an earlier term`,
      ),
    ],
  },
  {
    id: 'E18a',
    what: 'majority is n/2, rounded up',
    section: '§5.2',
    property: ELECTED_BY_MAJORITY,
    cases: ['EvenSplit'],
    edits: [
      raft('2 * servers > this.options.peers.size', '2 * servers >= this.options.peers.size'),
    ],
  },
  {
    id: 'E18b',
    what: 'majority is n/2, rounded down',
    section: '§5.2',
    property: ELECTED_BY_MAJORITY,
    cases: ['InitialElection'],
    edits: [
      raft('2 * servers > this.options.peers.size', '2 * servers > this.options.peers.size - 2'),
    ],
  },
  {
    id: 'E18c',
    what: 'a leader leaves itself out of the majority that holds an entry',
    section: '§5.3, Figure 2: Leaders',
    property: COMMIT_RULE,
    cases: ['FailAgree'],
    edits: [raft('this.isMajority(1 + holders.length)', 'this.isMajority(holders.length)')],
  },
  {
    id: 'E19',
    what: 'matchIndex survives from an earlier reign',
    section: '§5.3, Figure 2: State',
    property: COMMIT_RULE,
    cases: ['ReElected'],
    edits: [
      raft(
        '[...this.others.values()].map((end) => ({ end, ...unknown }));',
        `(this.kept ??= [...this.others.values()].map((end) => ({ end, ...unknown })));
    for (const kept of progress) Object.assign(kept, { ...unknown, matchIndex: kept.matchIndex });`,
      ),
    ],
  },
  {
    id: 'E20a',
    what: 'asks for votes one after another',
    section: '§5.2',
    property: PARALLEL,
    cases: ['SilentVoters'],
    edits: [
      raft(
        '    for (const [address, end] of this.others) void this.askForVote(address, end, args);',
        `    void (async () => {
      for (const [address, end] of this.others) await this.askForVote(address, end, args);
    })();`,
      ),
    ],
  },
  {
    id: 'E20b',
    what: 'speaks to the followers one after another',
    section: '§5.3',
    property: PARALLEL,
    cases: ['SilentFollowers'],
    edits: [
      raft(
        `    for (const progress of this.role.progress) void this.replicate(progress, []);
    this.waitFor(HEARTBEAT_MS, () => this.sendHeartbeats());`,
        `    const { role } = this;
    clearTimeout(this.timer);
    void (async () => {
      for (const progress of role.progress) {
        if (this.role === role) await this.replicate(progress, []);
      }
      if (this.role === role) this.waitFor(HEARTBEAT_MS, () => this.sendHeartbeats());
    })();`,
      ),
      raft('    for (const progress of role.progress) this.catchUp(progress);\n', ''),
    ],
  },
  {
    id: 'E21',
    what: 'a check before an await is trusted after it',
    section: '§5.2, Figure 2: RequestVote 2',
    property: ONE_VOTE,
    cases: ['TwoCandidates'],
    edits: [
      raft(
        '  requestVote(args: RequestVoteArgs): RequestVoteReply {',
        '  async requestVote(args: RequestVoteArgs): Promise<RequestVoteReply> {',
      ),
      raft(
        '    this.votedFor = args.candidateId;',
        `    await new Promise((saved) => setTimeout(saved, 3));
    this.votedFor = args.candidateId;`,
      ),
    ],
  },
  {
    id: 'E22',
    what: 'the server acts on its own heartbeat',
    section: '§5.2, Figure 2: Leaders',
    property: LEAD_ON,
    cases: ['InitialElection'],
    edits: [
      raft('.filter(([address]) => address !== options.me)', ''),
      raft(
        "    if (this.role.name === 'leader') assert.fail(`term ${this.currentTerm} has two leaders`);\n" +
          "    if (this.role.name === 'candidate') this.becomeFollower();",
        "    if (this.role.name !== 'follower') this.becomeFollower();",
      ),
    ],
  },
  {
    id: 'E23',
    what: 'refuses to vote again for the same candidate',
    section: '§5.2, Figure 2: RequestVote 2',
    property: VOTE_WHEN_FREE,
    cases: ['FreeVote'],
    edits: [
      raft(
        'this.votedFor === null || this.votedFor === args.candidateId;',
        'this.votedFor === null;',
      ),
    ],
  },
  {
    id: 'E24',
    what: 'a candidate accepts AppendEntries of the term before its own',
    section: '§5.1, Figure 2: AppendEntries 1',
    property: REFUSE_EARLIER_LEADER,
    cases: ['LostElection'],
    edits: [
      raft(
        '    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };',
        `    const proposed = this.role.name === 'candidate' ? 1 : 0;
    if (args.term < this.currentTerm - proposed) {
      return { term: this.currentTerm, success: false };
    }`,
      ),
    ],
  },
  {
    id: 'E25',
    what: 'granting a vote does not reset the timer',
    section: '§5.2, Figure 2: Followers',
    property: ELECTION_TIMEOUT,
    cases: ['GrantedVotes'],
    edits: [
      raft('    this.resetElectionTimer(); // Only when granting', '    // Only when granting'),
    ],
  },
  {
    id: 'E26',
    what: "AppendEntries is made from the server's state when it is sent, a little later",
    section: '§5.1, §5.2',
    property: ELECTED_BY_MAJORITY,
    cases: ['DeposedWhileSending'],
    edits: [
      raft(
        '    // When the next entry is gone, a heartbeat asks',
        `    await new Promise((encoded) => setTimeout(encoded, 5));
    // When the next entry is gone, a heartbeat asks`,
      ),
    ],
  },
  {
    id: 'E27',
    what: 'a new leader does not announce itself at once',
    section: '§5.2, Figure 2: Leaders',
    property: HEARTBEATS,
    cases: ['Announcement'],
    edits: [
      raft(
        `    this.role = { name: 'leader', progress };
    this.sendHeartbeats();`,
        `    this.role = { name: 'leader', progress };
    this.waitFor(HEARTBEAT_MS, () => this.sendHeartbeats());`,
      ),
    ],
  },
  {
    id: 'E28',
    what: 'one collector of votes serves two elections',
    section: '§5.2, Figure 2: Candidates',
    property: ELECTED_BY_MAJORITY,
    cases: ['OldVotes'],
    edits: [
      raft(
        "    this.role = { name: 'candidate', votes: new Set([this.me]) };",
        `    const votes = this.role.name === 'candidate' ? this.role.votes : new Set([this.me]);
    this.role = { name: 'candidate', votes };`,
      ),
    ],
  },
  {
    id: 'R43',
    what: 'half of an even number of servers commits an entry, though it elects nobody',
    section: '§5.3, Figure 2: Leaders',
    property: COMMIT_RULE,
    cases: ['HalfIsNoMajority'],
    edits: [
      raft(
        'if (this.isMajority(1 + holders.length)) this.commitUpTo(N);',
        'if (2 * (1 + holders.length) >= this.options.peers.size) this.commitUpTo(N);',
      ),
    ],
  },
];
