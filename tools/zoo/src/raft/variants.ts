/** Rafts that are right but different: no check may accuse them. Edits of the reference. */
import type { Edit } from '../edit.ts';
import type { Variant } from '../bug.ts';
import { log, raft } from './edits.ts';

function timers(heartbeat: number, least: number, most: number): readonly Edit[] {
  return [
    raft('HEARTBEAT_MS = 100', `HEARTBEAT_MS = ${heartbeat}`),
    raft('{ least: 400, most: 800 }', `{ least: ${least}, most: ${most} }`),
  ];
}

/** Heartbeats carry all entries that are not acknowledged, as far as they are not in the snapshot. */
const ALL_ENTRIES = raft(
  '(progress, []);',
  '(progress, this.log.from(Math.max(progress.nextIndex, this.log.base.index + 1)));',
);

/** Without it, a server with the longest log and an old term would be refused for ever. */
export const LEARN_TERM = 'if (reply) this.observeTerm(reply.term);';

/** A pre-vote by an RPC of its own. */
export const PRE_VOTE: readonly Edit[] = [
  raft('() => this.startElection());', '() => this.canvass());'),
  raft(
    '  /** Ask all others for their votes (§5.2). */',
    `  private canvass(): void {
    this.resetElectionTimer();
    if (this.isMajority(1)) return this.startElection();
    const { index, term } = this.log.last;
    const args = { nextTerm: this.currentTerm + 1, index, term };
    const supporters = new Set([this.me]);
    for (const [address, end] of this.others) {
      void end.call('preVote', args).then((reply) => {
        ${LEARN_TERM}
        if (reply?.yes && args.nextTerm === this.currentTerm + 1) supporters.add(address);
        if (this.role.name === 'leader' || !this.isMajority(supporters.size)) return;
        supporters.clear();
        this.startElection();
      });
    }
  }

  preVote({ nextTerm, index, term }) {
    const yes = nextTerm > this.currentTerm && this.log.isUpToDate({ index, term });
    return { term: this.currentTerm, yes };
  }

  /** Ask all others for their votes (§5.2). */`,
  ),
];

export const raftVariants: readonly Variant[] = [
  { id: 'slow', what: 'timeouts of 1500–3000 ms', edits: timers(500, 1500, 3000) },
  { id: 'fast', what: 'timeouts of 150–300 ms', edits: timers(50, 150, 300) },
  {
    id: 'lazy',
    what: 'new entries wait for the next heartbeat',
    edits: [
      raft('    if (this.log.last.index < nextIndex', '    if (nextIndex > this.log.base.index'),
      ALL_ENTRIES,
    ],
  },
  {
    id: 'full heartbeats',
    what: 'heartbeats carry all entries that are not acknowledged',
    edits: [ALL_ENTRIES],
  },
  {
    id: 'no fast backup',
    what: 'one step back for each rejection',
    fails: /FastBackup/,
    edits: [log('    const { last } = this;\n    if (last.index <', '    return {};\n    if (0 <')],
  },
  {
    id: 'async',
    what: 'handlers and methods take their time, and messages have fields of their own',
    edits: [
      raft(
        'export const makeRaft: MakeRaft = (options) => new Raft(options);',
        `const pause = () => new Promise((done) => setTimeout(done, 3 * Math.random()));
export const makeRaft: MakeRaft = (options) => {
  const raft = new Raft(options);
  const later = (run) => async (args) => (await pause(), { ...run.call(raft, args), mine: 1 });
  return {
    start: later(raft.start),
    getState: later(raft.getState),
    requestVote: later(raft.requestVote),
    appendEntries: later(raft.appendEntries),
    installSnapshot: later(raft.installSnapshot),
    snapshot: async (index, data) => (await pause(), raft.snapshot(index, data)),
  };
};`,
      ),
    ],
  },
  {
    id: 'pre-vote',
    what: 'asks whether it would be elected before it stands, by an RPC of its own',
    edits: PRE_VOTE,
  },
  {
    id: 'pre-vote flag',
    what: 'asks whether it would be elected before it stands, by a RequestVote with preVote: true',
    edits: [
      raft('() => this.startElection());', '() => this.canvass());'),
      raft(
        '  /** Ask all others for their votes (§5.2). */',
        `  private canvass(): void {
    this.resetElectionTimer();
    if (this.isMajority(1)) return this.startElection();
    const { index: lastLogIndex, term: lastLogTerm } = this.log.last;
    const term = this.currentTerm + 1;
    const args = { term, candidateId: this.me, lastLogIndex, lastLogTerm, preVote: true };
    const supporters = new Set([this.me]);
    for (const [address, end] of this.others) {
      void end.call('requestVote', args).then((reply) => {
        if (reply) this.observeTerm(reply.term);
        if (reply?.voteGranted && term === this.currentTerm + 1) supporters.add(address);
        if (this.role.name === 'leader' || !this.isMajority(supporters.size)) return;
        supporters.clear();
        this.startElection();
      });
    }
  }

  /** Ask all others for their votes (§5.2). */`,
      ),
      raft(
        '  requestVote(args: RequestVoteArgs): RequestVoteReply {',
        `  requestVote(args: RequestVoteArgs): RequestVoteReply {
    if (args.preVote) {
      const last = { index: args.lastLogIndex, term: args.lastLogTerm };
      const voteGranted = args.term > this.currentTerm && this.log.isUpToDate(last);
      return { term: this.currentTerm, voteGranted };
    }`,
      ),
    ],
  },
  {
    id: 'one entry',
    what: 'an AppendEntries brings one entry at a time',
    edits: [raft('this.log.from(nextIndex));', 'this.log.from(nextIndex).slice(0, 1));')],
  },
  {
    id: 'group commit',
    what: 'a leader sends new entries while it saves them, and counts itself when they are saved',
    edits: [
      raft(
        'this.options.persister.save(state, snapshot);',
        'this.options.persister.save(state, snapshot);\n    this.saved = log.last.index;',
      ),
      raft(
        `    this.log.append({ term, command });
    this.persist();`,
        `    this.log.append({ term, command });
    this.flush ??= setTimeout(() => {
      this.flush = undefined;
      this.persist();
      if (this.role.name !== 'leader') return;
      if (this.isMajority(1)) this.commitUpTo(this.saved);
      this.advanceCommitIndex(this.role.progress);
    }, 2);`,
      ),
      raft(
        '    if (this.isMajority(1)) this.commitUpTo(index); // A cluster of one has a majority now.\n',
        '',
      ),
      raft(
        'this.isMajority(1 + holders.length)',
        'this.isMajority((N <= (this.saved ?? N) ? 1 : 0) + holders.length)',
      ),
    ],
  },
  {
    id: 'applier',
    what: 'applies on a timer of its own, a little after it knows of a commit',
    edits: [
      raft(
        `    while (this.lastApplied < this.commitIndex) {`,
        `    this.applier ??= setTimeout(() => this.applyAll(), 5);
  }

  private applyAll(): void {
    this.applier = undefined;
    while (this.lastApplied < this.commitIndex) {`,
      ),
    ],
  },
  {
    id: 'saves more',
    what: 'saves its commitIndex too, and applies up to there when it comes back',
    edits: [
      raft(
        'const state: PersistentState = { currentTerm,',
        'const state = { commitIndex: this.commitIndex, currentTerm,',
      ),
      raft(
        `    this.resetElectionTimer();
  }

  /** One save`,
        `    this.resetElectionTimer();
    setTimeout(() => this.commitUpTo(Math.min(saved?.commitIndex ?? 0, this.log.last.index)), 0);
  }

  /** One save`,
      ),
      raft(
        `    this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));`,
        `    const before = this.commitIndex;
    this.commitUpTo(Math.min(args.leaderCommit, lastNewIndex));
    if (this.commitIndex > before) this.persist();`,
      ),
    ],
  },
  {
    id: 'lease',
    what: 'disregards candidates while it hears of a leader, who steps down without a majority (§8)',
    edits: [
      raft(
        '  requestVote(args: RequestVoteArgs): RequestVoteReply {\n',
        `  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const heard = Date.now() - (this.heardAt ?? -Infinity) < ELECTION_TIMEOUT_MS.least;
    if (heard || this.role.name === 'leader') {
      return { term: this.currentTerm, voteGranted: false };
    }
`,
      ),
      raft(
        "    if (this.role.name === 'candidate') this.becomeFollower();\n    this.resetElectionTimer();",
        `    this.heardAt = Date.now();
    if (this.role.name === 'candidate') this.becomeFollower();
    this.resetElectionTimer();`,
      ),
      raft(
        '    for (const progress of this.role.progress) void this.replicate(progress, []);',
        `    const here = ({ answered = 0 }) => Date.now() - Math.max(answered, this.since) < 1500;
    if (!this.isMajority(1 + this.role.progress.filter(here).length)) return this.becomeFollower();
    for (const progress of this.role.progress) void this.replicate(progress, []);`,
      ),
      raft(
        "    this.role = { name: 'leader', progress };\n",
        "    this.role = { name: 'leader', progress };\n    this.since = Date.now();\n",
      ),
      raft(
        '    if (progress.awaited && number',
        '    progress.answered = Date.now();\n    if (progress.awaited && number',
      ),
    ],
  },
  {
    id: 'slow applier',
    what: 'applies one entry every ten ms, however many are committed',
    edits: [
      raft(
        '    while (this.lastApplied < this.commitIndex) {',
        `    this.applier ??= setTimeout(() => this.applyNext(), 10);
  }

  private applyNext(): void {
    this.applier = undefined;
    if (this.lastApplied + 1 < this.commitIndex) {
      this.applier = setTimeout(() => this.applyNext(), 10);
    }
    if (this.lastApplied < this.commitIndex) {`,
      ),
    ],
  },
  {
    id: 'last reply',
    what: 'nextIndex is what the last reply says, though an older one may come later',
    edits: [
      raft(
        '    progress.nextIndex = progress.matchIndex + 1;\n',
        '    progress.nextIndex = lastNewIndex + 1;\n',
      ),
    ],
  },
  {
    id: 'snapshot heartbeats',
    what: 'a follower that needs the snapshot gets it with each heartbeat until it has answered',
    edits: [
      raft(
        '    for (const progress of this.role.progress) void this.replicate(progress, []);',
        `    for (const progress of this.role.progress) {
      if (progress.nextIndex <= this.log.base.index) void this.sendSnapshot(progress);
      else void this.replicate(progress, []);
    }`,
      ),
    ],
  },
  {
    id: 'back-off',
    what: 'speaks less and less often, down to once a second, to a server that does not answer',
    edits: [
      raft(
        '    for (const progress of this.role.progress) void this.replicate(progress, []);',
        `    for (const progress of this.role.progress) {
      if (Date.now() >= (progress.notBefore ?? 0)) void this.replicate(progress, []);
    }`,
      ),
      raft(
        '    if (reply) this.onAppendEntriesReply(progress, { number, args }, reply);',
        `    progress.failures = reply ? 0 : (progress.failures ?? 0) + 1;
    const pause = progress.failures > 3 ? Math.min(1000, 50 * 2 ** progress.failures) : 0;
    progress.notBefore = Date.now() + pause;
    if (reply) this.onAppendEntriesReply(progress, { number, args }, reply);`,
      ),
    ],
  },
  {
    id: 'own snapshots',
    what: 'takes only every second snapshot that its service makes, and a little later',
    edits: [
      raft(
        '    if (index <= this.log.base.index) return; // The leader',
        `    this.offered = (this.offered ?? 0) + 1;
    if (this.offered % 2 === 1) return;
    setTimeout(() => this.take(index, data), 3);
  }

  private take(index: number, data: Uint8Array): void {
    if (index <= this.log.base.index) return; // The leader`,
      ),
    ],
  },
];
