/**
 * A follower that a puppet plays: it answers a leader as Figures 2 and 13 have it, step by step, and
 * without a hint of where the logs part unless the script wants it. The script says what it holds
 * and which term it is in.
 */
import type { PuppetRequest } from 'labrpc/guest';
import type { Plain } from 'harness';
import type { AppendEntriesArgs, InstallSnapshotArgs, LogEntry, RequestVoteArgs } from '../api.ts';
import { commandAt } from './notation.ts';

/** A script's name for a RequestVote that asks for a pre-vote (api.ts); no RPC can be called that. */
export const PRE_VOTE = 'pre-vote';

export class PuppetFollower {
  currentTerm = 0;
  /** Whether it says of a rejected prevLogIndex where to go on (end of §5.3). */
  hints = false;
  /** By index; what a snapshot brought is `undefined`, and so is the place before the first. */
  #log: (LogEntry | undefined)[] = [undefined];
  #lastIncluded = { index: 0, term: 0 };

  /** What it holds from now on, all from the first entry, as in '1@1 2@1'. */
  give(places: string): void {
    const list = places.split(' ').filter((place) => place !== '');
    this.#log = [
      undefined,
      ...list.map((place) => ({ term: termIn(place), command: commandAt(place) })),
    ];
  }

  /** Whether it holds that entry, as in '2@1'. */
  holds(place: string): boolean {
    const index = Number(place.split('@')[0]);
    return this.#termAt(index) === termIn(place);
  }

  /** What it holds, as in '1@1 2@1'. */
  get places(): string {
    const terms = this.#log.map((_, index) => this.#termAt(index));
    return terms
      .map((term, index) => `${index}@${term ?? '?'}`)
      .slice(1)
      .join(' ');
  }

  /**
   * Its reply; `undefined` for an RPC that the paper does not have.
   *
   * @param votes whether it gives its vote
   */
  answer({ method, args }: PuppetRequest, votes: boolean): Plain {
    const { term } = args as { term: number };
    if (method === 'requestVote') return this.#vote(args as RequestVoteArgs, votes);
    if (method === PRE_VOTE) return { term: this.currentTerm, voteGranted: votes };
    if (method !== 'appendEntries' && method !== 'installSnapshot') return undefined;
    if (term < this.currentTerm) return { term: this.currentTerm, success: false };
    this.currentTerm = term;
    if (method === 'appendEntries') return this.#append(args as AppendEntriesArgs);
    return this.#install(args as InstallSnapshotArgs);
  }

  #vote({ term }: RequestVoteArgs, votes: boolean): Plain {
    const voteGranted = votes && term >= this.currentTerm;
    this.currentTerm = Math.max(this.currentTerm, term);
    return { term: this.currentTerm, voteGranted };
  }

  #append({ term, prevLogIndex, prevLogTerm, entries }: AppendEntriesArgs): Plain {
    if (this.#termAt(prevLogIndex) !== prevLogTerm) {
      return { term, success: false, ...(this.hints && this.#conflictAt(prevLogIndex)) };
    }
    for (const [i, entry] of entries.entries()) {
      const index = prevLogIndex + 1 + i;
      if (this.#termAt(index) === entry.term) continue;
      this.#log.length = index;
      this.#log.push(entry);
    }
    return { term, success: true };
  }

  /** The first index that it has not, or the first entry of the conflicting term (api.ts). */
  #conflictAt(prevLogIndex: number): { conflictIndex: number; conflictTerm?: number } {
    const conflictTerm = this.#termAt(prevLogIndex);
    if (conflictTerm === undefined) return { conflictIndex: this.#log.length };
    let conflictIndex = prevLogIndex;
    while (this.#termAt(conflictIndex - 1) === conflictTerm) conflictIndex -= 1;
    return { conflictIndex, conflictTerm };
  }

  #install({ term, lastIncludedIndex: index, lastIncludedTerm }: InstallSnapshotArgs): Plain {
    if (this.#termAt(index) !== lastIncludedTerm) {
      this.#log = Array.from({ length: index + 1 }, () => undefined);
      this.#lastIncluded = { index, term: lastIncludedTerm };
    }
    return { term };
  }

  #termAt(index: number): number | undefined {
    if (index === this.#lastIncluded.index) return this.#lastIncluded.term;
    return this.#log[index]?.term;
  }
}

function termIn(place: string): number {
  return Number(place.split('@')[1]);
}
