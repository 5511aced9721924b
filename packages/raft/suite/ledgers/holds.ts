/**
 * What each server must hold: all entries up to the one that it has acknowledged to the latest
 * leader that it heard of. Only a leader of a later term can take them away: not a shorter request
 * that comes late (Figure 2, AppendEntries 3), not a snapshot of what precedes them (Figure 13,
 * InstallSnapshot 6), not a crash, since they are on disk before the reply (Figure 2, State).
 *
 * It is a lower bound of its log: a server that holds more is never accused.
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
import { fromSnapshot } from '../../service-state.ts';
import type { AppendEntriesArgs, ApplyMessage, RequestVoteArgs } from '../../api.ts';
import { describeExchange, describeMessage } from '../notation.ts';
import { DISCARD_LOG } from '../properties.ts';
import { Losses } from './losses.ts';
import {
  appendEntriesArgs,
  appendEntriesReply,
  installSnapshotArgs,
  isUpToDate,
  lastOf,
  lastOfCandidate,
  leaderTermOf,
  type Position,
  requestVoteArgs,
} from './rpc.ts';
import type { Run } from './run.ts';

/** The last entry that a server has acknowledged, to the leader of that term. */
export interface Held extends Position {
  readonly leaderTerm: number;
  readonly since: Moment;
  /** The request that it answered. */
  readonly message: Message;
}

/** State of one server, as far as it is known. */
interface Server {
  /** The highest term in which a leader has reached it. */
  leaderTerm: number;
  held: Held | undefined;
  /** The last entry that it has applied since it booted. */
  applied: number;
  /** True if there is a snapshot on its disk. */
  makesSnapshots: boolean;
  /** What a snapshot can have taken the place of: all entries up to there. */
  compacted: number;
  /** The last snapshot that it handed to its service, in its present incarnation. */
  installed: (Position & { readonly since: Moment; readonly leaderTerm: number }) | undefined;
  /** What has happened to it since it acknowledged. */
  readonly losses: Losses;
  /** The latest request that reached it, and the event in which it did. */
  request: number;
  event: number;
}

export class Holds implements Observer {
  readonly #run: Run;
  readonly #servers = new Map<Address, Server>();

  constructor(run: Run) {
    this.#run = run;
    for (const address of run.servers) {
      this.#servers.set(address, {
        leaderTerm: 0,
        held: undefined,
        applied: 0,
        makesSnapshots: false,
        compacted: 0,
        installed: undefined,
        losses: new Losses(),
        request: 0,
        event: 0,
      });
    }
  }

  /** What a server must hold; `undefined` when a later leader may have taken it away. */
  of(server: Address): Held | undefined {
    return this.#servers.get(server)?.held;
  }

  /**
   * Whether a server may have lost what it must hold to a shorter request, so that a candidate's log
   * is up-to-date with what it has left.
   */
  mayHaveLost(server: Address, candidatesLast: Position): boolean {
    return this.#servers.get(server)?.losses.mayLeave(candidatesLast) ?? false;
  }

  /** The highest term in which a leader has reached a server. */
  leaderTerm(server: Address): number {
    return this.#servers.get(server)?.leaderTerm ?? 0;
  }

  /** The highest index up to which a server can have replaced its entries by a snapshot. */
  compacted(server: Address): number {
    return this.#servers.get(server)?.compacted ?? 0;
  }

  booted({ address, disk }: NodeInfo): void {
    const server = this.#servers.get(address);
    if (server === undefined) return;
    server.installed = undefined;
    server.compacted = fromSnapshot(disk.snapshot)?.index ?? 0;
    server.makesSnapshots = disk.snapshot !== undefined;
  }

  saved({ address, disk }: NodeInfo): void {
    const server = this.#servers.get(address);
    if (server === undefined || disk.snapshot === undefined) return;
    server.makesSnapshots = true;
    server.compacted = Math.max(server.compacted, server.applied);
  }

  crashed({ address }: NodeInfo): void {
    this.#servers.get(address)?.losses.crashed(moment(this.#run));
  }

  called(message: Message): void {
    const args = requestVoteArgs(message);
    const server = this.#servers.get(message.from);
    if (args && server) this.#checkCandidate(message, args, server);
  }

  delivered(message: Message): void {
    const server = this.#servers.get(message.to);
    const term = leaderTermOf(message);
    if (server === undefined || term === undefined) return;
    if (term > server.leaderTerm) {
      server.leaderTerm = term;
      server.held = undefined;
    }
    const snapshot = installSnapshotArgs(message);
    if (snapshot && snapshot.lastIncludedIndex > server.compacted) {
      server.compacted = snapshot.lastIncludedIndex;
    }
    server.request = message.id;
    server.event = this.#run.clock.eventNumber;
    if (server.held) server.losses.came(message, server.held.index, moment(this.#run));
  }

  responded(message: Message): void {
    const args = appendEntriesArgs(message);
    const server = this.#servers.get(message.to);
    if (args === undefined || server === undefined) return;
    const reply = appendEntriesReply(message);
    if (args.term < server.leaderTerm) return; // A later leader has spoken in between.
    if (reply?.success) this.#acknowledged(message, args, server);
    else if (reply && reply.term <= args.term) this.#checkRejection(message, args, server);
  }

  applied({ address }: NodeInfo, value: Plain): void {
    const message = value as unknown as ApplyMessage;
    const server = this.#servers.get(address);
    if (server === undefined) return;
    server.applied = message.index;
    if (server.makesSnapshots || message.kind === 'snapshot') {
      server.compacted = Math.max(server.compacted, message.index);
    }
    if (message.kind === 'command') return;
    const { index, term } = message;
    const { leaderTerm } = server;
    server.installed = { index, term, leaderTerm, since: moment(this.#run) };
  }

  #acknowledged(message: Message, args: AppendEntriesArgs, server: Server): void {
    const last = lastOf(args);
    if (server.held && server.held.index > last.index) return;
    server.held = { ...last, leaderTerm: args.term, since: moment(this.#run), message };
    server.losses.clear();
  }

  /** Nothing that it holds is rejected; but what is in a snapshot may be asked for in vain. */
  #checkRejection(message: Message, args: AppendEntriesArgs, server: Server): void {
    // A handler that takes its time can be overtaken by what the server does meanwhile.
    const atOnce = server.request === message.id && server.event === this.#run.clock.eventNumber;
    const { held, compacted } = server;
    const { prevLogIndex } = args;
    if (!atOnce || held === undefined || prevLogIndex > held.index) return;
    if (prevLogIndex > compacted) throw this.lost(message.to, held, describeExchange(message));
  }

  /** A candidate's log ends no earlier than what it holds. */
  #checkCandidate(message: Message, args: RequestVoteArgs, { held, installed }: Server): void {
    const last = lastOfCandidate(args);
    const now = `${describeMessage(message)} ${when(moment(this.#run))}`;
    // A candidate of an earlier term than its leader's may still ask with what it had then.
    if (installed && installed.leaderTerm < args.term && !isUpToDate(last, installed)) {
      const { index, term, since } = installed;
      throw violation(
        this.#run,
        DISCARD_LOG,
        `A log that does not hold the last entry of a snapshot conflicts with it, and is discarded ` +
          `as a whole.\n` +
          `  ${message.from} handed the snapshot up to ${index}@${term} to its service ` +
          `${when(since)}\n` +
          `  but its log ends at ${last.index}@${last.term}, with entries of an earlier term ` +
          `behind the snapshot's: ${now}`,
        since,
      );
    }
    if (held === undefined || held.leaderTerm >= args.term || isUpToDate(last, held)) return;
    throw this.lost(message.from, held, now);
  }

  /**
   * A server no longer holds what it has acknowledged.
   *
   * @param now what shows that
   */
  lost(address: Address, held: Held, now: string): Error {
    const { index, term, leaderTerm, since } = held;
    const { property, rule, cause } = this.#servers.get(address)?.losses.explain() ?? UNKNOWN;
    return violation(
      this.#run,
      property,
      `${rule}\n` +
        `  ${address} acknowledged entry ${index}@${term} to the leader of term ${leaderTerm} ` +
        `${when(since)}, and no later leader has spoken since.\n` +
        `${cause}  It no longer holds it: ${now}`,
      since,
    );
  }
}

const UNKNOWN = new Losses().explain();
