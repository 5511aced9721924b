/** What a server does with the requests and the replies that it receives. */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  RequestVoteArgs,
  RequestVoteReply,
} from 'raft';
import { compact, lastLogIndex, lastLogTerm, matches, storeEntries } from './log.ts';
import { makeElectionAlarm, type Peer, type Server, type World } from './state.ts';

/** Follows a higher term, with no vote cast in it (§5.1). */
function stepDown(world: World, server: Server, term: number): void {
  server.role = 'follower';
  server.currentTerm = term;
  server.votedFor = null;
  // A leader has no alarm. Any other server keeps its own: a new term alone is no reason to wait.
  if (server.electionAlarm === Infinity) server.electionAlarm = makeElectionAlarm(world.now());
  world.save(server);
}

/** Follows the leader of the current term, which has just been heard (§5.2). */
function acceptLeader(world: World, server: Server): void {
  server.role = 'follower';
  server.electionAlarm = makeElectionAlarm(world.now());
}

/** Whether a candidate's log is at least as up-to-date as this server's (§5.4.1). */
function isUpToDate(server: Server, args: RequestVoteArgs): boolean {
  const ownTerm = lastLogTerm(server.log);
  if (args.lastLogTerm !== ownTerm) return args.lastLogTerm > ownTerm;
  return args.lastLogIndex >= lastLogIndex(server.log);
}

/** RequestVote, receiver implementation (Figure 2). */
export function handleRequestVoteRequest(
  world: World,
  server: Server,
  args: RequestVoteArgs,
): RequestVoteReply {
  if (args.term > server.currentTerm) stepDown(world, server, args.term);
  const voteGranted =
    args.term === server.currentTerm &&
    (server.votedFor === null || server.votedFor === args.candidateId) &&
    isUpToDate(server, args);
  if (voteGranted) {
    server.votedFor = args.candidateId;
    server.electionAlarm = makeElectionAlarm(world.now());
    world.save(server);
  }
  return { term: server.currentTerm, voteGranted };
}

/** A vote, or a refusal: in either case this peer need not be asked again in this term. */
export function handleRequestVoteReply(
  world: World,
  server: Server,
  peer: Peer,
  args: RequestVoteArgs,
  reply: RequestVoteReply,
): void {
  if (reply.term > server.currentTerm) stepDown(world, server, reply.term);
  if (server.role !== 'candidate' || args.term !== server.currentTerm) return;
  peer.rpcDue = Infinity;
  if (reply.voteGranted) peer.voteGranted = true;
}

/**
 * AppendEntries, receiver implementation (Figure 2). A rejection has a hint only if the log is too
 * short to have an entry at `prevLogIndex`; the leader finds any other conflict step by step.
 */
export function handleAppendEntriesRequest(
  world: World,
  server: Server,
  args: AppendEntriesArgs,
): AppendEntriesReply {
  const { log } = server;
  if (args.term > server.currentTerm) stepDown(world, server, args.term);
  const term = server.currentTerm;
  if (args.term < term) return { term, success: false };
  acceptLeader(world, server);

  const nextLogIndex = lastLogIndex(log) + 1;
  if (args.prevLogIndex >= nextLogIndex) {
    return { term, success: false, conflictIndex: nextLogIndex };
  }
  if (!matches(log, args.prevLogIndex, args.prevLogTerm)) return { term, success: false };

  if (storeEntries(log, args.prevLogIndex, args.entries)) world.save(server);
  const lastNewIndex = args.prevLogIndex + args.entries.length;
  const commitIndex = Math.min(args.leaderCommit, lastNewIndex);
  server.commitIndex = Math.max(server.commitIndex, commitIndex);
  return { term, success: true };
}

/** Learns how far a peer's log matches, or steps back if it does not match at `prevLogIndex`. */
export function handleAppendEntriesReply(
  world: World,
  server: Server,
  peer: Peer,
  args: AppendEntriesArgs,
  reply: AppendEntriesReply,
): void {
  if (reply.term > server.currentTerm) stepDown(world, server, reply.term);
  if (server.role !== 'leader' || args.term !== server.currentTerm) return;
  releaseRpc(world, peer, args);
  if (reply.success) {
    advanceMatchIndex(world, peer, args.prevLogIndex + args.entries.length);
  } else if (args.prevLogIndex === peer.nextIndex - 1) {
    // A rejection of any other attempt is an old one.
    const stepBack = Math.min(args.prevLogIndex, reply.conflictIndex ?? args.prevLogIndex);
    peer.nextIndex = Math.max(peer.matchIndex + 1, stepBack);
    peer.rpcDue = world.now();
  }
}

/** The reply to the latest request lets the next one go at once. */
function releaseRpc(world: World, peer: Peer, args: AppendEntriesArgs | InstallSnapshotArgs): void {
  if (peer.outstanding !== args) return;
  peer.outstanding = undefined;
  peer.rpcDue = world.now();
}

/** A peer stores everything up through `index`. Replies may overtake each other. */
function advanceMatchIndex(world: World, peer: Peer, index: number): void {
  if (index <= peer.matchIndex) return;
  peer.matchIndex = index;
  peer.nextIndex = index + 1;
  peer.rpcDue = world.now();
}

/** InstallSnapshot, receiver implementation (Figure 13). */
export function handleInstallSnapshotRequest(
  world: World,
  server: Server,
  args: InstallSnapshotArgs,
): InstallSnapshotReply {
  if (args.term > server.currentTerm) stepDown(world, server, args.term);
  if (args.term < server.currentTerm) return { term: server.currentTerm };
  acceptLeader(world, server);
  const { lastIncludedIndex: index, lastIncludedTerm: term, data } = args;
  // What is committed here holds all that an older snapshot could bring.
  if (index > server.commitIndex) {
    compact(server.log, index, term);
    world.save(server, data);
    server.commitIndex = index;
    server.lastApplied = index;
    world.apply({ kind: 'snapshot', index, term, data });
  }
  return { term: server.currentTerm };
}

/** The peer has everything that the snapshot holds; what it has beyond is not known. */
export function handleInstallSnapshotReply(
  world: World,
  server: Server,
  peer: Peer,
  args: InstallSnapshotArgs,
  reply: InstallSnapshotReply,
): void {
  if (reply.term > server.currentTerm) stepDown(world, server, reply.term);
  if (server.role !== 'leader' || args.term !== server.currentTerm) return;
  releaseRpc(world, peer, args);
  advanceMatchIndex(world, peer, args.lastIncludedIndex);
}
