/** E29 to E35 and E37: timers that are left over, replies that come late, votes that nobody counts. */
import {
  ADOPT_TERM,
  ELECTION_TIMEOUT,
  LEAD_WHEN_ELECTED,
  LIVE_ELECTION,
  RANDOM_TIMEOUT,
} from 'raft/suite/properties';
import type { Bug } from '../../bug.ts';
import { raft } from '../edits.ts';
import { LEARN_TERM, PRE_VOTE } from '../variants.ts';

const STALE_VOTE = `    this.observeTerm(reply.term);
    if (this.role.name !== 'candidate' || args.term !== this.currentTerm) return; // Stale.`;

const STALE_APPEND = `    this.observeTerm(reply.term);
    if (this.role.name !== 'leader' || args.term !== this.currentTerm) return; // Stale.
    if (progress.awaited`;

export const timerBugs: readonly Bug[] = [
  {
    id: 'E29',
    what: 'the timer of a lost candidacy still runs, and stands again right after a vote or a heartbeat',
    section: '§5.2, Figure 2: Followers',
    property: ELECTION_TIMEOUT,
    cases: ['LeftOverTimer'],
    edits: [
      raft(
        `    this.role = { name: 'candidate', votes: new Set([this.me]) };
    this.resetElectionTimer();`,
        `    this.role = { name: 'candidate', votes: new Set([this.me]) };
    clearTimeout(this.timer);
    const { least, most } = ELECTION_TIMEOUT_MS;
    const again = () => void (this.role.name !== 'leader' && this.startElection());
    setTimeout(again, least + Math.random() * (most - least));`,
      ),
    ],
  },
  {
    id: 'E30',
    what: 'AppendEntries that fails the consistency check does not restart the election timeout',
    section: '§5.2, Figure 2: Followers',
    property: ELECTION_TIMEOUT,
    cases: ['UnderRepair'],
    edits: [
      raft(
        '    this.acceptLeader();\n\n    // 2. Entries',
        "    if (this.role.name === 'candidate') this.becomeFollower();\n\n    // 2. Entries",
      ),
      raft('    // 3. and 4. Drop', '    this.acceptLeader();\n    // 3. and 4. Drop'),
    ],
  },
  {
    id: 'E31',
    what: "a vote's reply is dropped as stale before its higher term is looked at",
    section: '§5.1, Figure 2: All Servers',
    property: ADOPT_TERM,
    cases: ['LateRefusal'],
    edits: [
      raft(
        STALE_VOTE,
        `    if (args.term !== this.currentTerm) return;
    this.observeTerm(reply.term);
    if (this.role.name !== 'candidate') return;`,
      ),
    ],
  },
  {
    id: 'E32',
    what: 'a reply to AppendEntries is dropped as stale before its higher term is looked at',
    section: '§5.1, Figure 2: All Servers',
    property: ADOPT_TERM,
    cases: ['LateRejection'],
    edits: [
      raft(
        STALE_APPEND,
        `    if (args.term !== this.currentTerm) return;
    this.observeTerm(reply.term);
    if (this.role.name !== 'leader') return;
    if (progress.awaited`,
      ),
    ],
  },
  {
    id: 'E33',
    what: 'a refused pre-vote does not carry the term: the longest log with an old term blocks all',
    section: '§5.1; dissertation §9.6',
    property: LIVE_ELECTION,
    cases: ['LongestLogOldTerm'],
    edits: PRE_VOTE.map((edit) => ({
      ...edit,
      replacement: edit.replacement.replace(LEARN_TERM, ''),
    })),
  },
  {
    id: 'E34',
    what: 'the election timeout is drawn once, at boot',
    section: '§5.2',
    property: RANDOM_TIMEOUT,
    cases: ['RedrawnTimeout'],
    edits: [
      raft(
        'this.waitFor(least + Math.random() * (most - least), () => this.startElection());',
        `this.timeout ??= least + Math.random() * (most - least);
    this.waitFor(this.timeout, () => this.startElection());`,
      ),
    ],
  },
  {
    id: 'E35',
    what: 'waits for all replies to its requests for votes (Promise.all) before it counts them',
    section: '§5.2, Figure 2: Candidates',
    property: LEAD_WHEN_ELECTED,
    cases: ['MajorityIsEnough'],
    edits: [
      raft(
        '    for (const [address, end] of this.others) void this.askForVote(address, end, args);',
        `    const calls = [...this.others].map(([address, end]) => this.askForVote(address, end, args));
    void Promise.all(calls).then((answers) => answers.forEach((count) => count?.()));`,
      ),
      raft(
        'if (reply) this.onVoteReply(voter, args, reply);',
        'return reply && (() => this.onVoteReply(voter, args, reply));',
      ),
    ],
  },
  {
    id: 'E37',
    what: 'InstallSnapshot does not restart the election timeout',
    section: '§5.2, §7',
    property: ELECTION_TIMEOUT,
    cases: ['UnderInstall'],
    edits: [
      raft(
        `    this.acceptLeader();

    // 5. A snapshot`,
        `    // 5. A snapshot`,
      ),
    ],
  },
];
