/**
 * The rules by which a server acts on its own. Each looks whether its condition holds at present
 * and does nothing if it does not, so they may be tried at any time and in any order.
 */
import { entriesAfter, entryAt, lastLogIndex, lastLogTerm, termAt } from './log.ts';
import {
  BATCH_SIZE,
  HEARTBEAT_INTERVAL,
  RPC_TIMEOUT,
  makeElectionAlarm,
  type Peer,
  type Server,
  type World,
} from './state.ts';

/** Becomes a candidate when the election alarm is due (Figure 2, Candidates). */
export function startNewElection(world: World, server: Server): void {
  const now = world.now();
  if (server.role === 'leader' || server.electionAlarm > now) return;
  server.role = 'candidate';
  server.currentTerm += 1;
  server.votedFor = server.me;
  server.electionAlarm = makeElectionAlarm(now);
  for (const peer of server.peers) {
    peer.voteGranted = false;
    peer.matchIndex = 0;
    peer.nextIndex = 1;
    peer.rpcDue = now;
    peer.heartbeatDue = Infinity;
    peer.outstanding = undefined;
  }
  world.save(server);
}

/** Asks a peer for its vote, again and again until it answers (§5.1, §5.2). */
export function sendRequestVote(world: World, server: Server, peer: Peer): void {
  const now = world.now();
  if (server.role !== 'candidate' || peer.rpcDue > now) return;
  peer.rpcDue = now + RPC_TIMEOUT;
  world.sendRequestVote(peer, {
    term: server.currentTerm,
    candidateId: server.me,
    lastLogIndex: lastLogIndex(server.log),
    lastLogTerm: lastLogTerm(server.log),
  });
}

/** Whether more than half of all servers are among `count` peers and this server. */
function isMajority(server: Server, count: number): boolean {
  return (count + 1) * 2 > server.peers.length + 1;
}

/** Becomes leader with the votes of a majority (Figure 2, Candidates and Leaders). */
export function becomeLeader(world: World, server: Server): void {
  const votes = server.peers.filter((peer) => peer.voteGranted).length;
  if (server.role !== 'candidate' || !isMajority(server, votes)) return;
  const now = world.now();
  server.role = 'leader';
  server.electionAlarm = Infinity;
  for (const peer of server.peers) {
    peer.matchIndex = 0;
    peer.nextIndex = lastLogIndex(server.log) + 1;
    peer.rpcDue = now;
    peer.heartbeatDue = now;
    peer.outstanding = undefined;
  }
}

/** When a leader has to send something to a peer: entries or a snapshot, else a heartbeat. */
function appendEntriesDue(server: Server, peer: Peer): number {
  const isBehind = peer.nextIndex <= lastLogIndex(server.log);
  return isBehind ? Math.min(peer.rpcDue, peer.heartbeatDue) : peer.heartbeatDue;
}

/**
 * Sends a peer the next batch of entries, or a heartbeat (Figure 2, Leaders). Until the logs are
 * known to match at the entry before `nextIndex`, no entries go along. A peer that needs compacted
 * entries gets the snapshot instead.
 */
export function sendAppendEntries(world: World, server: Server, peer: Peer): void {
  const now = world.now();
  if (server.role !== 'leader' || appendEntriesDue(server, peer) > now) return;
  const { log } = server;
  const prevLogIndex = peer.nextIndex - 1;
  const prevLogTerm = termAt(log, prevLogIndex);
  const mayCarry = peer.matchIndex === prevLogIndex && peer.rpcDue <= now;
  peer.rpcDue = now + RPC_TIMEOUT;
  peer.heartbeatDue = now + HEARTBEAT_INTERVAL;
  if (prevLogTerm === undefined) {
    sendInstallSnapshot(world, server, peer);
    return;
  }
  const args = {
    term: server.currentTerm,
    leaderId: server.me,
    prevLogIndex,
    prevLogTerm,
    entries: mayCarry ? entriesAfter(log, prevLogIndex, BATCH_SIZE) : [],
    leaderCommit: server.commitIndex,
  };
  peer.outstanding = args;
  world.sendAppendEntries(peer, args);
}

/** Sends a peer the snapshot that is on disk (§7). */
function sendInstallSnapshot(world: World, server: Server, peer: Peer): void {
  const data = world.readSnapshot();
  if (data === undefined) throw new Error('The log is compacted, but there is no snapshot.');
  const args = {
    term: server.currentTerm,
    leaderId: server.me,
    lastIncludedIndex: server.log.lastIncludedIndex,
    lastIncludedTerm: server.log.lastIncludedTerm,
    data,
  };
  peer.outstanding = args;
  world.sendInstallSnapshot(peer, args);
}

/**
 * Commits what a majority stores, if its last entry is of the current term (§5.3, §5.4.2). Terms
 * never decrease along a log, so if that one is of an earlier term, so are all before it.
 */
export function advanceCommitIndex(server: Server): void {
  if (server.role !== 'leader') return;
  const matchIndexes = server.peers.map((peer) => peer.matchIndex);
  matchIndexes.push(lastLogIndex(server.log));
  matchIndexes.sort((a, b) => b - a);
  const index = matchIndexes[Math.floor(matchIndexes.length / 2)] ?? 0;
  if (index > server.commitIndex && termAt(server.log, index) === server.currentTerm) {
    server.commitIndex = index;
  }
}

/** Applies what is committed, in the order of the log (Figure 2, All Servers). */
export function applyCommitted(world: World, server: Server): void {
  while (server.lastApplied < server.commitIndex) {
    const index = server.lastApplied + 1;
    const entry = entryAt(server.log, index);
    if (entry === undefined) throw new Error(`Entry ${index} is committed, but not in the log.`);
    server.lastApplied = index;
    world.apply({ kind: 'command', index, command: entry.command });
  }
}

/** When a rule above has to be tried again if no message comes before. */
export function earliestDue(server: Server): number {
  const dues = [server.electionAlarm];
  for (const peer of server.peers) {
    if (server.role === 'candidate') dues.push(peer.rpcDue);
    if (server.role === 'leader') dues.push(appendEntriesDue(server, peer));
  }
  return Math.min(...dues);
}
