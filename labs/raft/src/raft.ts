/**
 * Your Raft. Figure 2 of the paper is the specification: keep it beside you, and follow it to the
 * letter. README.md leads through it step by step.
 */
import {
  NotImplemented,
  type Address,
  type AppendEntriesArgs,
  type AppendEntriesReply,
  type Command,
  type InstallSnapshotArgs,
  type InstallSnapshotReply,
  type MakeRaft,
  type RaftOptions,
  type RaftServer,
  type RequestVoteArgs,
  type RequestVoteReply,
  type StartResult,
  type StateResult,
} from 'raft';

/** Called when a server boots. It must return at once; timers and handlers do the rest. */
export const makeRaft: MakeRaft = (options) => new Raft(options);

class Raft implements RaftServer {
  /** What this server is given: its peers, its own address, its disk, and where to apply. */
  private readonly options: RaftOptions;

  // The state of Figure 2 goes here.
  private currentTerm = 0;
  private votedFor: Address | null = null;

  constructor(options: RaftOptions) {
    this.options = options;
    // 2C: what is on disk comes back, `options.persister.read()`.
    // 2A: wait for the election timeout. `setTimeout` and `Math.random` are all you need.
  }

  /** 2A */
  getState(): StateResult {
    throw new NotImplemented('2A: getState() says the term, and whether this server leads it');
  }

  /** 2A: receiver implementation of RequestVote. */
  requestVote(args: RequestVoteArgs): RequestVoteReply {
    throw new NotImplemented(`2A: answer RequestVote of ${args.candidateId}`);
  }

  /** 2A for heartbeats, 2B for the log: receiver implementation of AppendEntries. */
  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    throw new NotImplemented(`2A: answer AppendEntries of ${args.leaderId}`);
  }

  /** 2B */
  start(command: Command): StartResult {
    throw new NotImplemented(`2B: begin agreement on ${JSON.stringify(command)}`);
  }

  /** 2D: receiver implementation of InstallSnapshot. */
  installSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    throw new NotImplemented(`2D: answer InstallSnapshot of ${args.leaderId}`);
  }

  /** 2D: the service has made a snapshot of all that it applied up through `index`. */
  snapshot(index: number, data: Uint8Array): void {
    throw new NotImplemented(`2D: save a snapshot up to ${index}, ${data.length} bytes`);
  }
}
