/** Learns who leads from the leaders' own messages, on their way to the Raft. */
import type { Address, RaftServer } from 'raft';

/** A leader and the term that it leads. */
interface Leadership {
  readonly term: number;
  readonly leaderId: Address;
}

export class LeaderObserver {
  private latest: Leadership | undefined;
  private readonly onNewLeader: (term: number) => void;

  /** @param onNewLeader is told of each term in which another server turns out to lead */
  constructor(onNewLeader: (term: number) => void) {
    this.onNewLeader = onNewLeader;
  }

  /**
   * Puts itself before the RPCs that come from leaders. They are replaced on the Raft itself, so
   * that RPCs of its own, which this file does not know, stay where they are.
   */
  attachTo(raft: RaftServer): void {
    const appendEntries = raft.appendEntries.bind(raft);
    const installSnapshot = raft.installSnapshot.bind(raft);
    raft.appendEntries = (args) => {
      this.observe(args);
      return appendEntries(args);
    };
    raft.installSnapshot = (args) => {
      this.observe(args);
      return installSnapshot(args);
    };
  }

  /** The leader of `currentTerm`, if it has made itself known. An earlier one leads no more. */
  leaderOf(currentTerm: number): Address | undefined {
    return this.latest?.term === currentTerm ? this.latest.leaderId : undefined;
  }

  private observe({ term, leaderId }: Leadership): void {
    if (this.latest !== undefined && term <= this.latest.term) return;
    this.latest = { term, leaderId };
    this.onNewLeader(term);
  }
}
