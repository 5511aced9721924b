/**
 * The rules that a run can break. Sections are those of the Raft paper (Ongaro and Ousterhout, extended
 * version, 2014) and of Ongaro's dissertation, "Consensus: Bridging Theory and Practice", 2014.
 */
import type { Property } from 'harness';

// What clients see.

export const LINEARIZABILITY: Property = {
  name: 'Linearizability',
  section: '§8; Herlihy & Wing 1990',
  distance: 1,
};
export const EXACTLY_ONCE: Property = {
  name: 'Exactly once',
  section: '§8; dissertation §6.3',
};
export const CLIENT_ORDER: Property = {
  name: 'In the order of each client',
  section: '§8; dissertation §6.3',
};
export const INVENTED_VALUE: Property = {
  name: 'Only what was written is read',
  section: '§8',
};
export const ANSWER_AFTER_COMMIT: Property = {
  name: 'An answer comes after the commit',
  section: '§5.3, §8',
};
export const SURVIVES_MINORITY: Property = {
  name: 'What was answered survives a minority',
  section: '§2, §5.4',
};

// Sessions.

export const RETRY_NUMBER: Property = {
  name: 'A retry keeps its number',
  section: '§8; dissertation §6.3',
};
export const OWN_SESSION: Property = {
  name: 'Each client has a session of its own',
  section: '§8; dissertation §6.3',
};

export const SESSION_EXPIRY: Property = {
  name: 'Expired sessions are refused',
  section: 'dissertation §6.3',
};
export const EARLY_EXPIRY: Property = {
  name: 'Sessions last as long as agreed',
  section: 'dissertation §6.3',
};
export const CLERK_RENEWS: Property = {
  name: 'A clerk opens a new session in time',
  section: 'dissertation §6.3',
};
export const SESSIONS_BOUNDED: Property = {
  name: 'Sessions take bounded space',
  section: 'dissertation §6.3',
};

// That things go on.

export const LIVE_OPERATION: Property = {
  name: 'Liveness: operations',
  section: '§8',
  distance: 2,
};
export const LEADER_SERVES: Property = { name: 'A leader serves', section: '§8' };
export const LOST_LEADERSHIP: Property = {
  name: 'A deposed leader says so',
  section: 'dissertation §6.2',
};
export const LEADER_HINT: Property = {
  name: 'Hints hold nobody up',
  section: '§8; dissertation §6.2',
};
export const CLERK_RESTS: Property = { name: 'A clerk rests between rounds', section: '§8' };
export const CLERK_REMEMBERS: Property = {
  name: 'A clerk remembers the leader',
  section: '§8; dissertation §6.2',
};
export const CURRENT_HINT: Property = {
  name: 'A hint names the leader',
  section: '§8; dissertation §6.2',
};
export const AS_BEFORE: Property = { name: 'As before the accident', section: '§8', distance: 2 };
export const NO_MAJORITY: Property = {
  name: 'A minority commits nothing',
  section: '§5.3, §8',
};
export const SPEED: Property = { name: 'Speed', section: '§8', distance: 2 };

// The contract, and the space that the course bounds.

export const CONTRACT: Property = { name: 'Contract', section: 'packages/kvraft/api.ts' };
export const ANY_TEXT: Property = {
  name: 'Keys and values are any text',
  section: 'packages/kvraft/api.ts',
};
export const LOG_SIZE: Property = { name: 'Size of the log', section: '§7' };
export const SNAPSHOT_SIZE: Property = { name: 'Size of the snapshot', section: '§7' };
export const MEMORY: Property = {
  name: 'Answered requests are forgotten',
  section: 'dissertation §6.3',
};
export const SNAPSHOT_RATE: Property = { name: 'Number of snapshots', section: '§7' };
