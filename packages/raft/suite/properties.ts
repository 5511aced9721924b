/** The rules that a run can break, as the paper calls them and where it states them. */
import type { Property } from 'harness';

// The guarantees of Figure 3.

export const ELECTION_SAFETY: Property = {
  name: 'Election Safety',
  section: '§5.2, Figure 3',
  distance: 1,
};
export const LEADER_APPEND_ONLY: Property = {
  name: 'Leader Append-Only',
  section: '§5.3, Figure 3',
  distance: 1,
};
export const LOG_MATCHING: Property = {
  name: 'Log Matching',
  section: '§5.3, Figure 3',
  distance: 1,
};
export const LEADER_COMPLETENESS: Property = {
  name: 'Leader Completeness',
  section: '§5.4, Figure 3',
  distance: 1,
};
export const STATE_MACHINE_SAFETY: Property = {
  name: 'State Machine Safety',
  section: '§5.4.3, Figure 3',
  distance: 1,
};

// Rules of Figure 2, which keep them.

export const ONE_VOTE: Property = {
  name: 'One vote per term',
  section: '§5.2, Figure 2: RequestVote 2',
};
export const VOTE_WHEN_FREE: Property = {
  name: 'Vote when free to',
  section: '§5.2, Figure 2: RequestVote 2',
};
export const STALE_VOTE: Property = {
  name: 'No vote for an earlier term',
  section: '§5.1, Figure 2: RequestVote 1',
};
export const TERMS_GO_UP: Property = {
  name: 'Terms only increase',
  section: '§5.1, Figure 2: currentTerm',
};
export const PERSISTENT_STATE: Property = {
  name: 'Persistent before it answers',
  section: '§5.1, Figure 2: State',
};
export const ELECTED_BY_MAJORITY: Property = {
  name: 'Elected by a majority',
  section: '§5.2, Figure 2: Candidates',
};
export const LEAD_WHEN_ELECTED: Property = {
  name: 'A majority of votes elects',
  section: '§5.2, Figure 2: Candidates',
};
export const ASK_UNTIL_ANSWERED: Property = {
  name: 'Ask for a vote until it is answered',
  section: '§5.2, Figure 2: RequestVote 2',
};
export const ELECTION_RESTRICTION: Property = {
  name: 'Election restriction',
  section: '§5.4.1, Figure 2: RequestVote 2',
};
export const ADOPT_TERM: Property = {
  name: 'Adopt a higher term',
  section: '§5.1, Figure 2: All Servers',
};
export const ELECTION_TIMEOUT: Property = {
  name: 'Election timeout',
  section: '§5.2, Figure 2: Followers',
};
export const RANDOM_TIMEOUT: Property = {
  name: 'Randomized election timeouts',
  section: '§5.2',
};
export const NEW_ELECTION: Property = {
  name: 'A new election after a timeout',
  section: '§5.2, Figure 2: Candidates',
};
export const YIELD_TO_LEADER: Property = {
  name: 'A candidate yields to the leader',
  section: '§5.2, Figure 2: Candidates',
};
export const LEAD_ON: Property = {
  name: 'A leader yields to a later term only',
  section: '§5.1, §5.2, Figure 4',
};
export const PARALLEL: Property = { name: 'RPCs in parallel', section: '§5.2, §5.3' };
export const HEARTBEATS: Property = { name: 'Heartbeats', section: '§5.2, Figure 2: Leaders' };
export const CONSISTENCY_CHECK: Property = {
  name: 'Consistency check',
  section: '§5.3, Figure 2: AppendEntries 2',
};
export const APPEND_WHAT_IS_NEW: Property = {
  name: 'Append only what is new',
  section: '§5.3, Figure 2: AppendEntries 3 and 4',
};
export const REFUSE_EARLIER_LEADER: Property = {
  name: 'Refuse an earlier leader',
  section: '§5.1, Figure 2: AppendEntries 1',
};
export const ACKNOWLEDGED_STAYS: Property = {
  name: 'What is acknowledged stays',
  section: '§5.3, Figure 2: AppendEntries 3 to 5',
};
export const FOLLOWER_COMMIT: Property = {
  name: 'Commit up to the last new entry',
  section: '§5.3, Figure 2: AppendEntries 5',
};
export const BACK_UP: Property = {
  name: 'Back up until the logs match',
  section: '§5.3, §7, Figure 2: Leaders',
};
export const RETRY: Property = {
  name: 'Retry until it is stored',
  section: '§5.3',
};
export const SEND_WHAT_IS_MISSING: Property = {
  name: 'Send what is missing',
  section: '§5.3, Figure 2: nextIndex',
};
export const COMMIT_RULE: Property = {
  name: 'Commit rule',
  section: '§5.3, §5.4.2, Figure 2: Leaders',
};
export const COMMIT_GOES_UP: Property = {
  name: 'commitIndex only increases',
  section: '§5.3, Figure 2: State',
};
export const APPLY_COMMITTED: Property = {
  name: 'Apply what is committed',
  section: '§5.3, Figure 2: All Servers',
};
export const APPLY_IN_ORDER: Property = {
  name: 'Apply in order, each once',
  section: '§5.3, Figure 2: lastApplied',
};

// Snapshots (§7), after Figure 13.

export const KEEP_SUFFIX: Property = {
  name: 'Keep what follows the snapshot',
  section: '§7, Figure 13: InstallSnapshot 6',
};
export const DISCARD_LOG: Property = {
  name: 'Discard a log that conflicts with the snapshot',
  section: '§7, Figure 13: InstallSnapshot 7',
};
export const MATCHES_SNAPSHOT: Property = {
  name: 'What a snapshot holds matches',
  section: '§7, Figure 2: AppendEntries 2',
};
export const NEWER_SNAPSHOT: Property = {
  name: 'A snapshot never replaces a newer one',
  section: '§7, Figure 13: InstallSnapshot 5',
};
export const LAST_INCLUDED_TERM: Property = {
  name: 'Keep the last included term',
  section: '§7, Figure 13: lastIncludedTerm',
};
export const TAKE_SNAPSHOT: Property = {
  name: "Take the service's snapshot",
  section: '§7, packages/raft/api.ts: snapshot()',
};
export const GO_ON_AFTER_SNAPSHOT: Property = {
  name: 'Go on after the snapshot',
  section: '§7, Figure 12',
};

// That things go on.

export const LIVE_ELECTION: Property = { name: 'Liveness: election', section: '§5.2', distance: 2 };
export const LIVE_AGREEMENT: Property = {
  name: 'Liveness: agreement',
  section: '§5.3',
  distance: 2,
};
export const ELECTION_STORM: Property = { name: 'Election storm', section: '§5.6' };
export const FLOOD: Property = { name: 'Flood of calls', section: '' };
export const CALL_STORM: Property = { name: 'Call storm', section: '§5.6' };

export const AS_BEFORE: Property = { name: 'As before the accident', section: '§5.2, §5.3' };

// The contract, and the costs that the course bounds.

export const CONTRACT: Property = { name: 'Contract', section: 'packages/raft/api.ts' };
export const COMMANDS: Property = {
  name: 'Commands stay as they came',
  section: 'packages/raft/api.ts',
};
export const START: Property = { name: 'start()', section: 'packages/raft/api.ts' };
export const CALL_COUNT: Property = { name: 'Number of RPCs', section: '§5.6', distance: 2 };
export const BYTE_COUNT: Property = { name: 'Bytes of RPCs', section: '§5.3', distance: 2 };
export const FAST_BACKUP: Property = { name: 'Fast backup', section: 'end of §5.3' };
export const LOG_SIZE: Property = { name: 'Size of the log', section: '§7', distance: 2 };
