/**
 * The log tree: every entry that was ever started or sent, by index and term, with its command and
 * the term of the entry before it. One place in the tree stands for one whole log up to there, or
 * Log Matching is broken (Figure 3; §5.3): entries of one index and term have one command, and logs
 * that share an entry are identical in all preceding ones. A snapshot stands for the entry that it
 * ends with.
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
import type { InstallSnapshotArgs, LogEntry, StartResult } from '../../api.ts';
import { describeMessage } from '../notation.ts';
import { COMMANDS, LOG_MATCHING, START } from '../properties.ts';
import type { Compactable } from './compaction.ts';
import type { Leaders } from './leaders.ts';
import {
  appendEntriesArgs,
  installSnapshotArgs,
  differByJson,
  keyOf,
  type Position,
  startedBy,
  textOfKey,
  THROUGH_JSON,
} from './rpc.ts';
import type { Run } from './run.ts';

interface Place {
  readonly command: unknown;
  /** Term of the entry before it; `undefined` until it has been sent. */
  readonly prevTerm: number | undefined;
  /** Who said first what stands here, and when. */
  readonly by: Address;
  readonly since: Moment;
  /** start() has returned this place for the command. */
  readonly started: boolean;
}

/** A place that is seen for the first time, or with what stands before it. */
interface NewPlace extends Position, Pick<Place, 'command' | 'by' | 'started'> {
  readonly prevTerm?: number;
}

/** An entry in a message. */
interface Found {
  readonly index: number;
  readonly prevTerm: number;
  readonly entry: LogEntry;
}

export class LogTree implements Observer, Compactable {
  readonly #run: Run;
  readonly #leaders: Leaders;
  /** By term, then by index. */
  readonly #places = new Map<number, Map<number, Place>>();
  /** Of entries up to there nothing is known any more. */
  #forgotten = 0;

  constructor(run: Run, leaders: Leaders) {
    this.#run = run;
    this.#leaders = leaders;
  }

  /** Term of the entry before that one; `undefined` when it was never sent. */
  prevTerm(index: number, term: number): number | undefined {
    return this.#places.get(term)?.get(index)?.prevTerm;
  }

  /** Key of the command there; `undefined` when nothing is known of it. */
  command(index: number, term: number): unknown {
    return this.#places.get(term)?.get(index)?.command;
  }

  /** The keys of all commands up to an index, in whatever term, and who said each first. */
  *upTo(last: number): Iterable<Pick<Place, 'command' | 'by'>> {
    for (const places of this.#places.values()) {
      for (const [index, place] of places) if (index <= last) yield place;
    }
  }

  forget(_from: number, upTo: number): void {
    this.#forgotten = upTo;
    for (const [term, places] of this.#places) {
      for (const index of places.keys()) if (index <= upTo) places.delete(index);
      if (places.size === 0) this.#places.delete(term);
    }
  }

  called(message: Message): void {
    const snapshot = installSnapshotArgs(message);
    if (snapshot) this.#checkSnapshot(message, snapshot);
    const args = appendEntriesArgs(message);
    if (args === undefined) return;
    let prevTerm = args.prevLogTerm;
    let index = args.prevLogIndex;
    for (const entry of args.entries) {
      index += 1;
      if (index > this.#forgotten) this.#found(message, args.term, { index, prevTerm, entry });
      prevTerm = entry.term;
    }
  }

  returned(node: NodeInfo, method: string, args: Plain, value: Plain): void {
    if (method !== 'start') return;
    const { isLeader, index, term } = value as unknown as StartResult;
    if (!isLeader) return;
    const command = startedBy(args);
    const place = this.#places.get(term)?.get(index);
    if (place === undefined) {
      this.#add({ index, term, command, by: node.address, started: true });
    } else if (place.command !== command) {
      const said = `${node.address}.start() returned`;
      if (place.started) throw this.#returnedTwice({ index, term }, place, command, said);
      throw this.#twoCommands({ index, term }, place, command, said);
    }
  }

  #found(message: Message, senderTerm: number, found: Found): void {
    const { index, prevTerm, entry } = found;
    const place = this.#places.get(entry.term)?.get(index);
    const isNew = place?.prevTerm === undefined;
    if (isNew) this.#checkOrigin(message, senderTerm, found);
    if (place) this.#compare(message, found, place);
    if (!isNew) return;
    const [command, started] = [keyOf(entry.command), place?.started === true];
    this.#add({ index, term: entry.term, command, by: message.from, prevTerm, started });
  }

  /** The last entry of a snapshot is committed: the leader of its term has sent it. */
  #checkSnapshot(message: Message, args: InstallSnapshotArgs): void {
    const { lastIncludedIndex: index, lastIncludedTerm: term } = args;
    const maker = this.#leaders.claims.get(term)?.leader;
    if (term <= args.term && (maker === undefined || maker === message.from)) return;
    if (index <= this.#forgotten) return;
    if (term <= args.term && this.#places.get(term)?.has(index)) return;
    const text = `The snapshot of ${message.from} ends with entry ${index}@${term}, but`;
    const who = term > args.term ? 'its own term is' : `${maker ?? ''}, leader of term`;
    const what = term > args.term ? `${args.term}.` : `${term}, never sent one.`;
    throw this.#violation(`${text} ${who} ${what}`, describeMessage(message));
  }

  #add({ index, term, command, by, prevTerm, started }: NewPlace): void {
    let places = this.#places.get(term);
    if (places === undefined) this.#places.set(term, (places = new Map()));
    places.set(index, { command, prevTerm, by, since: moment(this.#run), started });
  }

  /** Terms never go down in a log, and only the leader of a term makes entries of that term. */
  #checkOrigin(message: Message, senderTerm: number, { index, prevTerm, entry }: Found): void {
    const { term } = entry;
    if (term < prevTerm || term > senderTerm) {
      const range = `from ${prevTerm}, the entry's before it, to ${senderTerm}, the sender's`;
      throw this.#violation(
        `The term of entry ${index}@${term} is not ${range}.`,
        describeMessage(message),
      );
    }
    const maker = this.#leaders.claims.get(term)?.leader;
    if (maker !== undefined && maker !== message.from) {
      const text = `${message.from} has an entry ${index}@${term}, but ${maker}, leader of term`;
      throw this.#violation(`${text} ${term}, never sent one.`, describeMessage(message));
    }
  }

  #compare(message: Message, { index, prevTerm, entry }: Found, place: Place): void {
    const { term } = entry;
    const command = keyOf(entry.command);
    if (place.command !== command) {
      throw this.#twoCommands({ index, term }, place, command, describeMessage(message));
    }
    if (place.prevTerm !== undefined && place.prevTerm !== prevTerm) {
      const text =
        `Logs that both hold entry ${index}@${term} must be identical in all preceding entries, ` +
        `but before it stand ${index - 1}@${place.prevTerm} and ${index - 1}@${prevTerm}:`;
      throw this.#violation(text, describeMessage(message), place);
    }
  }

  #returnedTwice({ index, term }: Position, place: Place, command: unknown, said: string): Error {
    const text =
      `start() returns where its command will stand, but returned index ${index}, term ${term} for ` +
      `two commands, ${show(place.command)} and ${show(command)}:`;
    return this.#violation(text, said, place, START);
  }

  #twoCommands({ index, term }: Position, place: Place, command: unknown, said: string): Error {
    const text =
      `Two entries with the same index and term must store the same command, but ` +
      `${index}@${term} is ${show(place.command)} and ${show(command)}:`;
    if (!differByJson(place.command, command)) return this.#violation(text, said, place);
    return this.#violation(`${text}\n${THROUGH_JSON}`, said, place, COMMANDS);
  }

  #violation(text: string, said: string, other?: Place, property = LOG_MATCHING): Error {
    const now = moment(this.#run);
    const first = other ? `  the first from ${other.by} ${when(other.since)}\n` : '';
    const explanation = `${text}\n${first}  ${said} ${when(now)}`;
    return violation(this.#run, property, explanation, ...(other ? [other.since] : []));
  }
}

/** A command's key, shortened. */
export function show(command: unknown): string {
  const text = command === undefined ? 'nothing' : textOfKey(command);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
