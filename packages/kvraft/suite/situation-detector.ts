/** Finds the situations of the service (situations.ts). What is uncertain does not count. */
import { isDeepStrictEqual } from 'node:util';
import type { Address, Clock, Message, NodeInfo, Observer, Plain } from 'harness';
import type { Command } from 'raft';
import type { ClientRequestArgs, ClientRequestReply } from '../api.ts';
import type { RaftReport } from '../raft-report.ts';
import type { Reach } from './situations.ts';

/** Operations that are kept, the latest: with 100,000 clerks all of them would not fit into memory. */
const MAX_OPERATIONS = 1000;

/** An operation, by its session and number. */
interface Operation {
  attempts: number;
  /** Servers that have put it into their log. */
  readonly takenBy: Set<Address>;
  /** Entries of it that were committed. */
  committed: number;
}

/** Entry that a leader has started for a request. */
interface Place {
  readonly index: number;
  readonly command: Command;
  readonly operation: Operation;
  /** Another command was committed at that index. */
  isLost: boolean;
}

/** A request that a server has, and has not answered. */
interface Pending {
  readonly event: number;
  /** True if another server had taken a command in a later term when the request arrived. */
  readonly isLate: boolean;
  /** True if the operation was committed when the request arrived, by way of other servers only. */
  readonly isDone: boolean;
  place?: Place;
}

interface Server {
  readonly pending: Map<Message, Pending>;
  /** Greatest term in which the server has taken a command as a leader; 0: none. */
  ledTerm: number;
  /** The request that arrived last: what is started in the same event is for it. */
  latest?: Pending & { readonly operation: Operation };
}

export class SituationDetector implements Observer {
  readonly #clock: Clock;
  readonly #reach: Reach;
  readonly #servers = new Map<Address, Server>();
  readonly #operations = new Map<string, Operation>();
  /** By index of an entry that nobody has applied. */
  readonly #places = new Map<number, Place[]>();
  #lastApplied = 0;
  /** Greatest term in which a leader has taken a command. */
  #latestTerm = 0;

  constructor(clock: Clock, reach: Reach) {
    this.#clock = clock;
    this.#reach = reach;
  }

  booted({ address }: NodeInfo): void {
    this.#servers.delete(address);
  }

  called(message: Message): void {
    if (message.method === 'kv.clientRequest') this.#operationOf(message).attempts += 1;
  }

  delivered(message: Message): void {
    if (message.method !== 'kv.clientRequest') return;
    const server = this.#server(message.to);
    const isLate = server.ledTerm > 0 && server.ledTerm < this.#latestTerm;
    const operation = this.#operationOf(message);
    const { committed, takenBy } = operation;
    const isDone = committed > 0 && !takenBy.has(message.to);
    const pending = { event: this.#clock.eventNumber, isLate, isDone, operation };
    server.pending.set(message, pending);
    server.latest = pending;
  }

  responded(message: Message): void {
    if (message.method !== 'kv.clientRequest') return;
    const { pending } = this.#server(message.to);
    const request = pending.get(message);
    pending.delete(message);
    if (request === undefined) return;
    const { command } = message.args as unknown as ClientRequestArgs;
    const { status } = message.reply as unknown as ClientRequestReply;
    const atOnce = request.event === this.#clock.eventNumber;
    const { attempts } = this.#operationOf(message);
    if (status === 'SESSION_EXPIRED' && attempts > 1) this.#reach('expired-during-retry');
    if (status === 'OK' && request.isDone) this.#reach('retry-after-leader-change');
    if (status === 'NOT_LEADER' && command.kind === 'get' && request.isLate && !atOnce) {
      this.#reach('read-refused-by-deposed');
    }
  }

  applied({ address }: NodeInfo, value: Plain): void {
    const report = value as unknown as RaftReport;
    const server = this.#server(address);
    switch (report.kind) {
      case 'start':
        return;
      case 'started':
        return this.#started(address, server, report);
      case 'command':
        this.#commit(report.index, report.command);
        if (isWaiting(server, ({ index, isLost }) => index === report.index && isLost)) {
          this.#reach('index-taken');
        }
        return;
      case 'snapshot':
        if (isWaiting(server, () => true)) this.#reach('restored-while-waiting');
    }
  }

  #started(
    address: Address,
    server: Server,
    { command, result }: Extract<RaftReport, { kind: 'started' }>,
  ): void {
    const { index, term, isLeader } = result;
    if (!isLeader) return;
    server.ledTerm = Math.max(server.ledTerm, term);
    this.#latestTerm = Math.max(this.#latestTerm, term);
    const { latest } = server;
    if (latest?.event !== this.#clock.eventNumber || index <= this.#lastApplied) return;
    const { operation } = latest;
    const place = { index, command, operation, isLost: false };
    latest.place = place;
    operation.takenBy.add(address);
    this.#places.set(index, [...(this.#places.get(index) ?? []), place]);
  }

  /** Some server applies an entry, the first one of all to do so. */
  #commit(index: number, command: Command): void {
    if (index <= this.#lastApplied) return;
    this.#lastApplied = index;
    for (const place of this.#places.get(index) ?? []) {
      place.isLost = !isDeepStrictEqual(place.command, command);
      if (place.isLost) continue;
      place.operation.committed += 1;
      if (place.operation.committed === 2) this.#reach('committed-twice');
    }
    this.#places.delete(index);
  }

  #operationOf({ args }: Message): Operation {
    const { clientId, sequenceNum } = args as unknown as ClientRequestArgs;
    const id = `${typeof clientId} ${clientId}#${sequenceNum}`;
    let operation = this.#operations.get(id);
    if (operation !== undefined) return operation;
    operation = { attempts: 0, takenBy: new Set(), committed: 0 };
    this.#operations.set(id, operation);
    if (this.#operations.size > MAX_OPERATIONS) {
      const [oldest] = this.#operations.keys();
      if (oldest !== undefined) this.#operations.delete(oldest);
    }
    return operation;
  }

  #server(address: Address): Server {
    let server = this.#servers.get(address);
    if (server === undefined) {
      server = { pending: new Map(), ledTerm: 0 };
      this.#servers.set(address, server);
    }
    return server;
  }
}

/** True if a client waits at a server for an entry of that kind. */
function isWaiting({ pending }: Server, isOfKind: (place: Place) => boolean): boolean {
  for (const { place } of pending.values()) if (place && isOfKind(place)) return true;
  return false;
}
