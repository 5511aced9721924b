/**
 * Receivers of AppendEntries (Figure 2; §5.3). Success means that the log contains an entry at
 * prevLogIndex whose term matches prevLogTerm (step 2), so the server must have got it once, from a
 * leader or in a snapshot. And it can only apply, as entry n, what it got as entry n (steps 3 and
 * 4).
 *
 * What a server was sent is more than what its log holds: some of it was replaced later, some never
 * stored. So nobody is accused who is right, and what was never sent can't be there.
 */
import {
  type Address,
  type Message,
  moment,
  type NodeInfo,
  type Observer,
  type Plain,
  violation,
  when,
} from 'harness';
import type { ApplyMessage } from '../../api.ts';
import { describeMessage } from '../notation.ts';
import { APPEND_WHAT_IS_NEW, COMMANDS, CONSISTENCY_CHECK } from '../properties.ts';
import type { Compactable } from './compaction.ts';
import { type LogTree, show } from './log-tree.ts';
import type { Reigns } from './reigns.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  differByJson,
  installSnapshotArgs,
  keyOf,
  lastIndexOf,
  THROUGH_JSON,
} from './rpc.ts';
import type { Run } from './run.ts';
import { Starts } from './starts.ts';

/** What one server has got. */
interface Got {
  /** By index: the terms of the entries that AppendEntries, or a snapshot, brought there. */
  readonly terms: (readonly number[] | undefined)[];
  /** What start() brought. */
  readonly starts: Starts;
  /** What snapshots brought: all entries up to there. */
  upTo: number;
  /** The last AppendEntries of the latest leader that has reached it. */
  latest: Message | undefined;
}

export class Receivers implements Observer, Compactable {
  readonly #run: Run;
  readonly #tree: LogTree;
  readonly #reigns: Reigns;
  readonly #got = new Map<Address, Got>();

  constructor(run: Run, tree: LogTree, reigns: Reigns) {
    this.#run = run;
    this.#tree = tree;
    this.#reigns = reigns;
    for (const server of run.servers) {
      this.#got.set(server, { terms: [], starts: new Starts(), upTo: 0, latest: undefined });
    }
  }

  invoked(node: NodeInfo, method: string, args: Plain): void {
    if (method === 'start') this.#got.get(node.address)?.starts.invoked(args);
  }

  returned(node: NodeInfo, method: string, args: Plain, value: Plain): void {
    if (method === 'start') this.#got.get(node.address)?.starts.returned(args, value);
  }

  delivered(message: Message): void {
    const args = appendEntriesArgs(message);
    const got = this.#got.get(message.to);
    if (got === undefined) return;
    const snapshot = installSnapshotArgs(message);
    if (snapshot) {
      got.upTo = Math.max(got.upTo, snapshot.lastIncludedIndex);
      add(got.terms, snapshot.lastIncludedIndex, snapshot.lastIncludedTerm);
    }
    const before = got.latest && appendEntriesArgs(got.latest);
    if (args && args.term >= (before?.term ?? 0)) got.latest = message;
    if (args === undefined) return;
    let index = args.prevLogIndex;
    for (const { term } of args.entries) add(got.terms, (index += 1), term);
  }

  responded(message: Message): void {
    const args = appendEntriesArgs(message);
    if (args === undefined || !appendEntriesReply(message)?.success) return;
    const { prevLogIndex, prevLogTerm } = args;
    if (prevLogIndex === 0 || this.#mayHold(message.to, prevLogIndex, prevLogTerm)) return;
    throw violation(
      this.#run,
      CONSISTENCY_CHECK,
      `Reply false if the log doesn't contain an entry at prevLogIndex whose term matches ` +
        `prevLogTerm.\n` +
        `  ${message.to} accepts ${describeMessage(message)} ${when(moment(this.#run))}\n` +
        `  but nobody ever gave it entry ${prevLogIndex}@${prevLogTerm}. ` +
        this.#entriesAt(message.to, prevLogIndex),
    );
  }

  applied(node: NodeInfo, value: Plain): void {
    const message = value as unknown as ApplyMessage;
    const got = this.#got.get(node.address);
    if (got === undefined || message.kind === 'snapshot') return;
    const { index } = message;
    const command = keyOf(message.command);
    const terms = got.terms[index] ?? [];
    let came = false;
    for (const term of terms) came ||= this.#tree.command(index, term) === command;
    if (came || got.starts.count(command) > 0) {
      return this.#checkLeaders(node.address, got, index, command);
    }
    const changed = terms.some((term) => differByJson(this.#tree.command(index, term), command));
    throw violation(
      this.#run,
      changed ? COMMANDS : APPEND_WHAT_IS_NEW,
      `${node.address} applied ${show(command)} as entry ${index} ${when(moment(this.#run))}, ` +
        `but no AppendEntries ever brought it that as entry ${index}.\n  ` +
        this.#entriesAt(node.address, index) +
        (changed ? `\n${THROUGH_JSON}` : this.#elsewhere(got, command, index)),
    );
  }

  forget(from: number, upTo: number): void {
    for (const { command, by } of this.#tree.upTo(upTo)) {
      this.#got.get(by)?.starts.forget(command);
    }
    for (const got of this.#got.values()) {
      got.upTo = Math.max(got.upTo, upTo);
      for (let index = from; index <= upTo; index++) got.terms[index] = undefined;
    }
  }

  /** What a leader tells a follower to apply is what the leader itself has there. */
  #checkLeaders(server: Address, { latest }: Got, index: number, command: unknown): void {
    const args = latest && appendEntriesArgs(latest);
    if (latest === undefined || args === undefined) return;
    if (index > Math.min(args.leaderCommit, lastIndexOf(args))) return;
    if ((this.#reigns.latestOf(server)?.term ?? 0) > args.term) return; // Its own log counts.
    const term = this.#reigns.get(args.term)?.terms[index];
    const leaders = term === undefined ? undefined : this.#tree.command(index, term);
    if (leaders === undefined || leaders === command) return;
    const [property, rule] = index <= args.prevLogIndex ? MUST_REJECT : MUST_REPLACE;
    throw violation(
      this.#run,
      property,
      `${rule}\n` +
        `  ${server} applied ${show(command)} as entry ${index} ${when(moment(this.#run))}, but ` +
        `${latest.from}, leader of term ${args.term}, has ${index}@${term} ${show(leaders)} there.\n` +
        `  It was told that the entry is committed by ${describeMessage(latest)}`,
    );
  }

  #mayHold(server: Address, index: number, term: number): boolean {
    const got = this.#got.get(server);
    if (got === undefined || index <= got.upTo || got.terms[index]?.includes(term)) return true;
    return this.#reigns.heldByLeader(server, index, term);
  }

  #entriesAt(server: Address, index: number): string {
    const terms = this.#got.get(server)?.terms[index] ?? [];
    const list = terms.map((term) => `${index}@${term} ${show(this.#tree.command(index, term))}`);
    return `What it got as entry ${index}: ${list.join(', ') || 'nothing'}.`;
  }

  /** A command that stands at another index than the one at which it came was appended twice. */
  #elsewhere(got: Got, command: unknown, not: number): string {
    const index = got.terms.findIndex((terms, i) =>
      terms?.some((term) => this.#tree.command(i, term) === command),
    );
    if (index === -1 || index === not) return '';
    return (
      `\n  It came as entry ${index}: entries belong right after prevLogIndex, and only those ` +
      `that are not in the log yet are appended.`
    );
  }
}

const MUST_REJECT = [
  CONSISTENCY_CHECK,
  "Reply false if the log doesn't contain an entry at prevLogIndex whose term matches prevLogTerm, " +
    'and commit nothing then: heartbeats are checked like any other AppendEntries.',
] as const;

const MUST_REPLACE = [
  APPEND_WHAT_IS_NEW,
  'If an existing entry conflicts with a new one, delete it and all that follow it; append any new ' +
    'entries that are not in the log.',
] as const;

function add(all: (readonly number[] | undefined)[], index: number, term: number): void {
  const terms = all[index];
  if (terms === undefined) all[index] = [term];
  else if (!terms.includes(term)) all[index] = [...terms, term];
}
