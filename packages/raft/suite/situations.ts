/**
 * The situations that runs of this suite must meet now and then, or the suite tests less than it
 * seems to. Each is seen from outside (messages, saves, crashes, applies), so it asks
 * nothing of a solution, judges nothing, and is no part of a trace hash.
 *
 * Ids are stable: reports and notes refer to them. `case` reaches its situation on the reference within
 * the first 100 seeds; a test keeps that true. The detectors are in `situations/`.
 */
import type { Situation } from 'harness';

export const situations = [
  // Elections.
  {
    id: 'vote-split',
    title: 'The votes of a term are split: nobody can win it any more',
    section: '§5.2',
    case: 'raft/2A/ManyElections',
  },
  {
    id: 'candidate-meets-leader',
    title: 'A candidate hears of the leader of its own term',
    section: '§5.2, Figure 2: Candidates',
    case: 'raft/2A/ManyElections',
  },
  {
    id: 'vote-for-shorter-log',
    title: 'A server votes for a candidate with a log shorter than its own, of a later last term',
    section: '§5.4.1',
    case: 'raft/2B/Rejoin',
  },
  {
    id: 'majority-too-late',
    title: 'The vote that makes a majority arrives when its candidate is in a later term',
    section: '§5.1, §5.2',
    case: 'raft/2C/UnreliableChurn',
  },
  {
    id: 'vote-for-the-dead',
    title: 'A server votes for a candidate that has crashed since it asked',
    section: '§5.2',
    case: 'raft/2C/CrashPoints',
  },
  {
    id: 'vote-of-the-dead',
    title: 'A vote arrives from a server that has crashed since it gave it',
    section: '§5.2, Figure 2: State',
    case: 'raft/2C/Swarm',
  },
  {
    id: 'vote-given-twice',
    title: 'A server that has voted is asked once more by its candidate, and grants it again',
    section: '§5.2, Figure 2: RequestVote 2',
    case: 'raft/2C/Swarm',
  },
  {
    id: 'vote-for-earlier-election',
    title: 'A candidate gets a vote of an earlier election of its own',
    section: '§5.2',
    case: 'raft/2D/Swarm',
  },
  {
    id: 'asked-again-after-restart',
    title: 'A server votes, crashes, comes back, and another candidate of that term asks it',
    section: '§5.2, Figure 2: State',
    case: 'raft/2C/CrashPoints',
  },
  // Leaders.
  {
    id: 'two-leaders-are-followed',
    title: 'A follower accepts entries of a leader when a later one has been elected already',
    section: '§5.1',
    case: 'raft/2C/Figure8Unreliable',
  },
  {
    id: 're-elected-over-loss',
    title:
      'A leader comes back to power, and a follower has lost what it acknowledged to it before',
    section: '§5.3, Figure 2: nextIndex, matchIndex',
    case: 'raft/2B/ReElected',
  },
  {
    id: 'old-reply-after-re-election',
    title: 'A reply from an earlier reign reaches a leader that is in power again',
    section: '§5.1',
    case: 'raft/2B/OldReply',
  },
  {
    id: 'old-leader-after-restart',
    title: 'A server that crashed and came back hears of a leader whose term it had left before',
    section: '§5.1, Figure 2: State',
    case: 'raft/2C/Persist2',
  },
  {
    id: 'figure-7-d',
    title: 'A leader is elected whose follower has more entries, of a later term',
    section: '§5.3, Figure 7 (d)',
    case: 'raft/2C/Figure8Unreliable',
  },
  {
    id: 'figure-7-e',
    title: 'A leader is elected whose follower lacks entries, and has others of one term instead',
    section: '§5.3, Figure 7 (e)',
    case: 'raft/2B/Rejoin',
  },
  // Replication.
  {
    id: 'short-append-after-long',
    title: 'An AppendEntries arrives after one of the same leader with more entries',
    section: '§5.3, Figure 2: AppendEntries 3',
    case: 'raft/2C/UnreliableAgree',
  },
  {
    id: 'conflict-inside-batch',
    title: 'The first entries of an AppendEntries are in the log already, a later one conflicts',
    section: '§5.3, Figure 2: AppendEntries 3',
    case: 'raft/2B/ConflictInside',
  },
  {
    id: 'several-terms-cut',
    title: 'One AppendEntries takes entries of several terms from a log',
    section: '§5.3, Figure 7 (f)',
    case: 'raft/2C/CrashPoints',
  },
  {
    id: 'late-rejection',
    title: 'A rejection arrives after the follower has acknowledged that entry',
    section: '§5.3, Figure 2: nextIndex, matchIndex',
    case: 'raft/2C/Figure8Unreliable',
  },
  {
    id: 'acknowledged-by-the-dead',
    title: 'An acknowledgement arrives from a follower that has crashed since',
    section: '§5.3, Figure 2: State',
    case: 'raft/2C/ReliableChurn',
  },
  {
    id: 'figure-8-c',
    title: 'An old entry is on a majority, and a server with a later one could still overwrite it',
    section: '§5.4.2, Figure 8 (c)',
    case: 'raft/2C/Figure8Overwritten',
  },
  {
    id: 'figure-8-d',
    title: 'An entry that was on a majority is overwritten',
    section: '§5.4.2, Figure 8 (d)',
    case: 'raft/2C/Figure8Overwritten',
  },
  {
    id: 'figure-8-e',
    title: 'An old entry on a majority is committed by one of the leader’s own above it',
    section: '§5.4.2, Figure 8 (e)',
    case: 'raft/2C/Figure8Committed',
  },
  {
    id: 'entry-outlives-leaders',
    title: 'An entry is committed when two other leaders have come and gone since it was made',
    section: '§5.4.2',
    case: 'raft/2C/CrashPoints',
  },
  // Crashes.
  {
    id: 'crash-between-save-and-vote',
    title: 'A server crashes between save and reply, asked for its vote',
    section: '§5.1, Figure 2: State',
    case: 'raft/2C/CrashPoints',
  },
  {
    id: 'crash-between-save-and-reply',
    title: 'A server crashes between save and reply, given entries',
    section: '§5.1, Figure 2: State',
    case: 'raft/2C/CrashPoints',
  },
  {
    id: 'crash-while-asking-for-votes',
    title: 'A candidate crashes when it has asked some of the others for their votes',
    section: '§5.2, §5.5',
    case: 'raft/2C/CrashPoints',
  },
  {
    id: 'crash-while-announcing',
    title: 'A new leader crashes when it has told some of the others',
    section: '§5.2, §5.5',
    case: 'raft/2C/CrashPoints',
  },
  {
    id: 'crash-between-calls',
    title: 'A leader crashes when it has sent a new entry to some of the others',
    section: '§5.3, Figure 8 (a)',
    case: 'raft/2D/Swarm',
  },
  {
    id: 'crash-between-applies',
    title: 'A server crashes between two entries that it applies at one time',
    section: 'Figure 2: lastApplied',
    case: 'raft/2C/CrashPoints',
  },
  {
    id: 'unanswered-start-commits',
    title: 'A leader crashes before start() returns, and the command is committed all the same',
    section: '§8',
    case: 'raft/2C/CrashPoints',
  },
  {
    id: 'request-reaches-next-incarnation',
    title: 'A request arrives when its receiver has crashed and come back since it was sent',
    section: '§5.5',
    case: 'raft/2D/SnapshotAllCrash',
  },
  // Snapshots.
  {
    id: 'install-over-conflict',
    title: 'InstallSnapshot reaches a log that conflicts with the snapshot',
    section: '§7, Figure 13: InstallSnapshot 7',
    case: 'raft/2D/SnapshotInstallUnreliable',
  },
  {
    id: 'install-for-prefix',
    title: 'InstallSnapshot reaches a log that has all of it, and more',
    section: '§7, Figure 13: InstallSnapshot 6',
    case: 'raft/2D/InstallPrefix',
  },
  {
    id: 'crash-between-install-and-apply',
    title: 'A server crashes when it has saved the snapshot of a leader, before it applies it',
    section: '§7, Figure 13: InstallSnapshot 8',
    case: 'raft/2D/SnapshotCrashPoints',
  },
  {
    id: 'old-install-after-new',
    title: 'InstallSnapshot reaches a server that has a newer snapshot',
    section: '§7, Figure 13: InstallSnapshot 5',
    case: 'raft/2D/OldSnapshot',
  },
  {
    id: 'append-inside-snapshot',
    title: 'An AppendEntries begins with entries that its receiver has in a snapshot',
    section: '§7',
    case: 'raft/2D/SnapshotAcrossCrash',
  },
  {
    id: 'leader-from-snapshot',
    title: 'A leader is elected whose log is all in its snapshot',
    section: '§7',
    case: 'raft/2D/SnapshotAllCrash',
  },
] as const satisfies readonly Situation[];

/** Is told that the run has met a situation. */
export type Reach = (situation: (typeof situations)[number]['id']) => void;
