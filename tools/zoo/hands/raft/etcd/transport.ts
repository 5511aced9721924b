/** Maps the messages of the core to the RPCs of the paper, and replies and losses back. */
import type { Address, AppendEntriesReply, RaftOptions, RequestVoteReply } from 'raft';
import type {
  Message,
  MsgApp,
  MsgAppResp,
  MsgHeartbeat,
  MsgSnap,
  MsgVote,
  MsgVoteResp,
  RejectHint,
} from './message.ts';

/** What a rejection of AppendEntries says in addition: see `RaftLog.findConflictByTerm`. */
interface AppendReplyWithHint extends AppendEntriesReply {
  /** The last index that may match the leader's log. */
  readonly rejectHint?: number;
  /** Term of the follower's entry there; absent when it is compacted. */
  readonly hintTerm?: number;
}

export function voteReply(m: MsgVoteResp): RequestVoteReply {
  return { term: m.term, voteGranted: !m.reject };
}

export function appendReply(m: MsgAppResp): AppendReplyWithHint {
  const { term, reject } = m;
  if (reject === undefined) return { term, success: true };
  if (reject.term === undefined) return { term, success: false, rejectHint: reject.index };
  return { term, success: false, rejectHint: reject.index, hintTerm: reject.term };
}

function rejectHint(rejected: number, reply: AppendReplyWithHint): RejectHint {
  const { conflictIndex, hintTerm } = reply;
  // A follower that does not know of the hint: before its conflict, or one step back.
  const fallback = conflictIndex === undefined ? rejected - 1 : conflictIndex - 1;
  const index = Math.max(0, reply.rejectHint ?? fallback);
  return hintTerm === undefined ? { index } : { index, term: hintTerm };
}

export class Transport {
  private readonly peers: RaftOptions['peers'];
  private readonly report: (message: Message) => void;

  constructor(peers: RaftOptions['peers'], report: (message: Message) => void) {
    this.peers = peers;
    this.report = report;
  }

  /** Sends a request. Its reply, or the news that there is none, is reported as a message. */
  send(m: Message): void {
    if (m.type === 'MsgVote') void this.requestVote(m);
    else if (m.type === 'MsgApp') void this.append(m);
    else if (m.type === 'MsgHeartbeat') void this.heartbeat(m);
    else if (m.type === 'MsgSnap') void this.installSnapshot(m);
  }

  private async requestVote(m: MsgVote): Promise<void> {
    const args = {
      term: m.term,
      candidateId: m.from,
      lastLogIndex: m.index,
      lastLogTerm: m.logTerm,
    };
    const reply = await this.peers.get(m.to)?.call('requestVote', args);
    if (reply === undefined || this.isLater(m, reply.term)) return;
    this.report({ ...back(m), type: 'MsgVoteResp', reject: !reply.voteGranted });
  }

  private async append(m: MsgApp): Promise<void> {
    const last = m.index + m.entries.length;
    const reply = await this.callAppend(m, m.entries);
    if (reply === undefined) {
      this.report({ ...back(m), type: 'MsgUnreachable', index: last });
    } else if (this.isLater(m, reply.term)) {
      return;
    } else if (reply.success) {
      this.report({ ...back(m), type: 'MsgAppResp', index: last });
    } else {
      const reject = rejectHint(m.index, reply);
      this.report({ ...back(m), type: 'MsgAppResp', index: m.index, reject });
    }
  }

  private async heartbeat(m: MsgHeartbeat): Promise<void> {
    const reply = await this.callAppend(m, []);
    if (reply === undefined || this.isLater(m, reply.term)) return;
    this.report({ ...back(m), type: 'MsgHeartbeatResp' });
  }

  private async installSnapshot(m: MsgSnap): Promise<void> {
    const { index, term, data } = m.snapshot;
    const args = {
      term: m.term,
      leaderId: m.from,
      lastIncludedIndex: index,
      lastIncludedTerm: term,
      data,
    };
    const reply = await this.peers.get(m.to)?.call('installSnapshot', args);
    if (reply !== undefined && this.isLater(m, reply.term)) return;
    this.report({ ...back(m), type: 'MsgSnapStatus', index, failed: reply === undefined });
  }

  private async callAppend(
    m: MsgApp | MsgHeartbeat,
    entries: MsgApp['entries'],
  ): Promise<AppendReplyWithHint | undefined> {
    return this.peers.get(m.to)?.call('appendEntries', {
      term: m.term,
      leaderId: m.from,
      prevLogIndex: m.index,
      prevLogTerm: m.logTerm,
      entries,
      leaderCommit: m.commit,
    });
  }

  /** A reply of a later term than the request's says no more than that there is such a term. */
  private isLater(request: Message, term: number): boolean {
    if (term <= request.term) return false;
    this.report({ ...back(request), term, type: 'MsgLaterTerm' });
    return true;
  }
}

/** The envelope of an answer: it belongs to the term of the request. */
function back(request: Message): { from: Address; to: Address; term: number } {
  return { from: request.to, to: request.from, term: request.term };
}
