/**
 * The log of each leader, as far as its messages show it. Leader Append-Only (Figure 3; §5.3): it
 * never overwrites or deletes entries. Leader Completeness (Figure 3; §5.4): what was committed in
 * a term is in the logs of the leaders of all later terms.
 */
import {
  type Address,
  type Message,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  type Plain,
  violation,
  when,
} from 'harness';
import type { RequestVoteArgs, StartResult } from '../../api.ts';
import { describeMessage } from '../notation.ts';
import { LEADER_APPEND_ONLY, LEADER_COMPLETENESS } from '../properties.ts';
import type { Compactable } from './compaction.ts';
import type { LogTree } from './log-tree.ts';
import {
  appendEntriesArgs,
  installSnapshotArgs,
  lastOfCandidate,
  type Position,
  requestVoteArgs,
} from './rpc.ts';
import type { Run } from './run.ts';

/** One leader's time: a term. */
export interface Reign {
  readonly leader: Address;
  readonly term: number;
  /** Terms of the entries in its log, by index; a hole where nothing has shown them. */
  readonly terms: number[];
  /** Index of the last entry when it stood for election, as it said; `undefined`: not seen. */
  readonly length: number | undefined;
  /** The lowest index of an entry of its own term; Infinity before there is one. */
  firstOwn: number;
}

/** A committed entry. */
interface Committed {
  readonly term: number;
  /** The leader that committed it, in its term. */
  readonly by: Reign;
  readonly since: Moment;
}

/** What shows an entry of a leader's log: a message, or words. */
type Sign = Message | string | (() => string);

export class Reigns implements Observer, Compactable {
  readonly #run: Run;
  readonly #tree: LogTree;
  readonly #reigns = new Map<number, Reign>();
  /** By leader: the reign of the highest term. */
  readonly #latest = new Map<Address, Reign>();
  readonly #committed: (Committed | undefined)[] = [];
  /** Of entries up to there it is not known any more who committed them. */
  #forgotten = 0;
  /** Where the log of each candidate ended, by term, of which there may be several. */
  readonly #candidates = new Map<number, Map<Address, Position>>();

  constructor(run: Run, tree: LogTree) {
    this.#run = run;
    this.#tree = tree;
  }

  /** The reign of that term; `undefined` when nobody has been seen leading it. */
  get(term: number): Reign | undefined {
    return this.#reigns.get(term);
  }

  /** The reign of the highest term that the server has led. */
  latestOf(server: Address): Reign | undefined {
    return this.#latest.get(server);
  }

  /** Whether a server has held that entry as a leader. */
  heldByLeader(server: Address, index: number, term: number): boolean {
    for (const reign of this.#reigns.values()) {
      if (reign.leader === server && reign.terms[index] === term) return true;
    }
    return false;
  }

  called(message: Message): void {
    const vote = requestVoteArgs(message);
    if (vote) return this.#stood(message.from, vote);
    const snapshot = installSnapshotArgs(message);
    if (snapshot) {
      const { term, lastIncludedIndex, lastIncludedTerm } = snapshot;
      this.#learn(this.#reignOf(message.from, term), lastIncludedIndex, lastIncludedTerm, message);
    }
    const args = appendEntriesArgs(message);
    if (args === undefined) return;
    const reign = this.#reignOf(message.from, args.term);
    let index = args.prevLogIndex;
    if (index > 0) this.#learn(reign, index, args.prevLogTerm, message);
    for (const { term } of args.entries) {
      index += 1;
      if (reign.terms[index] !== term) this.#learn(reign, index, term, message);
    }
    this.#learnPrefix(reign, args.prevLogIndex, args.prevLogTerm, message);
  }

  returned(node: NodeInfo, method: string, _args: Plain, value: Plain): void {
    if (method !== 'start') return;
    const { isLeader, index, term } = value as unknown as StartResult;
    if (!isLeader) return;
    const sign = (): string => `${node.address}.start() returned index ${index}, term ${term}`;
    this.#learn(this.#reignOf(node.address, term), index, term, sign);
  }

  forget(from: number, upTo: number): void {
    for (let index = from; index <= upTo; index++) this.#committed[index] = undefined;
    this.#forgotten = upTo;
  }

  /**
   * The leader has committed all entries up to there.
   *
   * @param reign whose log it is
   */
  commit(reign: Reign, upTo: number): void {
    let since: Moment | undefined;
    for (let index = upTo; index > this.#forgotten; index--) {
      const term = reign.terms[index];
      // Below an entry that is known to be committed in this log, all is.
      if (term === undefined || this.#committed[index]?.term === term) return;
      since ??= moment(this.#run);
      this.#committed[index] ??= { term, by: reign, since };
      for (const later of this.#reigns.values()) this.#checkComplete(later, index, 'its log');
    }
  }

  #stood(candidate: Address, args: RequestVoteArgs): void {
    let candidates = this.#candidates.get(args.term);
    if (candidates === undefined) this.#candidates.set(args.term, (candidates = new Map()));
    if (!candidates.has(candidate)) candidates.set(candidate, lastOfCandidate(args));
  }

  #reignOf(leader: Address, term: number): Reign {
    const known = this.#reigns.get(term);
    if (known) return known;
    const last = this.#candidates.get(term)?.get(leader);
    const reign = { leader, term, terms: [], length: last?.index, firstOwn: Infinity };
    this.#reigns.set(term, reign);
    if (term > (this.#latest.get(leader)?.term ?? 0)) this.#latest.set(leader, reign);
    if (last && this.#run.servers.includes(leader)) this.#begin(reign, last);
    return reign;
  }

  /** A leader begins with the log with which it stood for election. */
  #begin(reign: Reign, last: Position): void {
    const sign = `${reign.leader} stood for election with a log that ends at ${last.index}@${last.term}`;
    if (last.index > 0) this.#learn(reign, last.index, last.term, sign);
    this.#learnPrefix(reign, last.index, last.term, sign);
    const end = this.#committed.length - 1;
    if (end > last.index) this.#checkComplete(reign, end, sign);
  }

  /** What stands before an entry follows from the tree. */
  #learnPrefix(reign: Reign, from: number, fromTerm: number, sign: Sign): void {
    let term: number | undefined = fromTerm;
    for (let index = from; index > 1; index--) {
      term = this.#tree.prevTerm(index, term);
      if (term === undefined || reign.terms[index - 1] === term) return;
      this.#learn(reign, index - 1, term, sign);
    }
  }

  #learn(reign: Reign, index: number, term: number, sign: Sign): void {
    const known = reign.terms[index];
    if (known === term) return;
    if (known !== undefined) {
      const now = moment(this.#run);
      throw violation(
        this.#run,
        LEADER_APPEND_ONLY,
        `A leader never overwrites or deletes entries in its log, but ${reign.leader}, leader of ` +
          `term ${reign.term}, had entry ${index}@${known} and has ${index}@${term} now:\n` +
          `  ${textOf(sign)} ${when(now)}`,
      );
    }
    reign.terms[index] = term;
    if (term === reign.term && index < reign.firstOwn) reign.firstOwn = index;
    this.#checkComplete(reign, index, sign);
  }

  #checkComplete(reign: Reign, index: number, sign: Sign): void {
    const committed = this.#committed[index];
    const term = reign.terms[index];
    if (committed === undefined || term === committed.term) return;
    if (reign.term <= committed.by.term) return;
    // Where nothing has shown the entry, it can only be missing if the log was too short for it.
    const { length = Infinity } = reign;
    if (term === undefined && index <= length) return;
    const found = term === undefined ? `nothing` : `entry ${index}@${term}`;
    const { by, since } = committed;
    const now = moment(this.#run);
    throw violation(
      this.#run,
      LEADER_COMPLETENESS,
      `What is committed in a term is in the logs of the leaders of all later terms, but\n` +
        `  ${by.leader}, leader of term ${by.term}, committed entry ${index}@${committed.term} ` +
        `${when(since)}\n` +
        `  ${reign.leader}, leader of term ${reign.term}, has ${found} instead: ` +
        `${textOf(sign)} ${when(now)}`,
      since,
    );
  }
}

function textOf(sign: Sign): string {
  if (typeof sign === 'function') return sign();
  return typeof sign === 'string' ? sign : describeMessage(sign);
}
