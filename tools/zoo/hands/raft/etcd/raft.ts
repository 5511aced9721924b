/**
 * A Raft in the style of etcd's: a core without input or output (core.ts), and around it this
 * node. After whatever happens the node makes the core's state durable, sends what the core wants
 * sent, and applies what is committed, in this order.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  Command,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  MakeRaft,
  RaftOptions,
  RaftServer,
  RequestVoteArgs,
  RequestVoteReply,
  StartResult,
  StateResult,
} from 'raft';
import { RaftCore } from './core.ts';
import { RaftLog } from './log.ts';
import type { Message, MsgAppResp, MsgVoteResp, Request, Response } from './message.ts';
import { Storage } from './storage.ts';
import { appendReply, Transport, voteReply } from './transport.ts';

const TICK_MS = 20;

/** Called when a server boots. */
export const makeRaft: MakeRaft = (options) => new RaftNode(options);

class RaftNode implements RaftServer {
  private readonly options: RaftOptions;
  private readonly storage: Storage;
  private readonly core: RaftCore;
  private readonly transport: Transport;
  private applying = false;

  constructor(options: RaftOptions) {
    const { me, peers, persister } = options;
    this.options = options;
    this.storage = new Storage(persister);
    this.core = new RaftCore({
      me,
      servers: [...peers.keys()],
      initial: this.storage.vote(),
      log: new RaftLog(this.storage.log()),
      snapshotData: () => this.storage.snapshotData(),
    });
    this.transport = new Transport(peers, (message) => this.receive(message));
    setInterval(() => this.tick(), TICK_MS);
  }

  getState(): StateResult {
    return { term: this.core.voteState().term, isLeader: this.core.isLeader() };
  }

  inspect(): unknown {
    return this.core.inspect();
  }

  start(command: Command): StartResult {
    const { term } = this.core.voteState();
    const index = this.core.propose(command);
    if (index === undefined) return { index: 0, term, isLeader: false };
    this.flush();
    // The service learns the index before it can be handed the command, even if it is alone.
    queueMicrotask(() => this.applyCommitted());
    return { index, term, isLeader: true };
  }

  snapshot(index: number, data: Uint8Array): void {
    if (!this.core.log.compact(index)) return;
    this.save(data);
    this.flush();
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    return voteReply(
      this.serve(isVoteResp, {
        type: 'MsgVote',
        from: args.candidateId,
        to: this.options.me,
        term: args.term,
        index: args.lastLogIndex,
        logTerm: args.lastLogTerm,
      }),
    );
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    return appendReply(
      this.serve(isAppResp, {
        type: 'MsgApp',
        from: args.leaderId,
        to: this.options.me,
        term: args.term,
        index: args.prevLogIndex,
        logTerm: args.prevLogTerm,
        entries: args.entries,
        commit: args.leaderCommit,
      }),
    );
  }

  installSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    const { lastIncludedIndex: index, lastIncludedTerm: term, data } = args;
    const { term: currentTerm } = this.serve(isAppResp, {
      type: 'MsgSnap',
      from: args.leaderId,
      to: this.options.me,
      term: args.term,
      snapshot: { index, term, data },
    });
    return { term: currentTerm };
  }

  private tick(): void {
    this.core.tick();
    this.ready();
  }

  private receive(message: Message): void {
    this.core.step(message);
    this.ready();
  }

  /** Steps a request; the answer that the core gives travels back as the result of the RPC. */
  private serve<T extends Response>(expected: (m: Message) => m is T, request: Request): T {
    this.core.step(request);
    const answer = this.flush().find(expected);
    this.applyCommitted();
    if (answer === undefined) throw new Error(`no answer to ${request.type}`);
    return answer;
  }

  private ready(): void {
    this.flush();
    this.applyCommitted();
  }

  /** Persists, then lets the messages go until there are none. Returns answers to requests. */
  private flush(): readonly Response[] {
    const answers: Response[] = [];
    for (;;) {
      this.persist();
      const messages = this.core.takeMessages();
      if (messages.length === 0) return answers;
      for (const message of messages) {
        if (message.to === this.options.me) this.core.step(message);
        else if (isVoteResp(message) || isAppResp(message)) answers.push(message);
        else this.transport.send(message);
      }
    }
  }

  private persist(): void {
    const { core } = this;
    const stale = this.storage.isStale(core.voteState(), core.log.state());
    if (stale || core.log.hasUnstable()) this.save(core.log.snapshotToSave()?.data);
  }

  private save(snapshot: Uint8Array | undefined): void {
    this.storage.save(this.core.voteState(), this.core.log.state(), snapshot);
    this.core.log.stableAll();
  }

  /** Hands over what is committed. The service may call `start` and `snapshot` meanwhile. */
  private applyCommitted(): void {
    if (this.applying) return;
    this.applying = true;
    try {
      for (;;) {
        const message = this.core.log.takeNextToApply();
        if (message === undefined) return;
        this.options.apply(message);
      }
    } finally {
      this.applying = false;
    }
  }
}

function isVoteResp(message: Message): message is MsgVoteResp {
  return message.type === 'MsgVoteResp';
}

function isAppResp(message: Message): message is MsgAppResp {
  return message.type === 'MsgAppResp';
}
