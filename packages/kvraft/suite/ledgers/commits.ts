/**
 * Writes reach the clients by way of Raft's log: a put or an append returns only after an entry that
 * was started since it was asked for has been applied, which a server's Raft does to committed entries
 * only (§5.3, §8). The ledger does not look into commands: an entry may hold anything, and serve for
 * any number of requests. So it cannot tell that an entry holds what it should; that the written
 * values survive is checked at the end of each case (ending.ts).
 */
import { type Address, type Message, moment, type Moment, type NodeInfo } from 'harness';
import { type Observer, type Plain, violation, when } from 'harness';
import type { Run } from 'raft/suite/beneath';
import type { ClientRequestReply } from '../../api.ts';
import type { RaftReport } from '../../raft-report.ts';
import { describeOperation } from '../notation.ts';
import { ANSWER_AFTER_COMMIT } from '../properties.ts';
import type { ClientHistory, Returned } from './history.ts';

/** State of one server, as far as the ledger knows it. */
interface Server {
  lastApplied: number;
  /** Calls of `start` without an answer. */
  starting: number;
}

const NEVER: Moment = { at: -Infinity, event: 0 };

export class Commits implements Observer {
  readonly #run: Run;
  readonly #servers = new Map<Address, Server>();
  /** By index of an entry that nobody has applied: the latest `start` that has put one there. */
  readonly #started = new Map<number, Moment>();
  /** The latest `start` of all whose entry has been applied. */
  #committed = NEVER;
  #lastApplied = 0;
  /** Operations that each server has answered. */
  readonly #answers = new Map<Address, number>();
  /** Keys with a write that was answered, the one that was written last at the end. */
  readonly #keys = new Set<string>();

  constructor(run: Run, history: ClientHistory) {
    this.#run = run;
    history.watch((returned) => this.#returned(returned));
  }

  /** Servers in the order of the number of operations that they have answered, most first. */
  get mostBusy(): readonly Address[] {
    return [...this.#answers].toSorted(([, a], [, b]) => b - a).map(([server]) => server);
  }

  /** Keys with a write that was answered, the one that was written last at the end. */
  get writtenKeys(): readonly string[] {
    return [...this.#keys];
  }

  booted({ address }: NodeInfo): void {
    this.#servers.delete(address);
  }

  applied({ address }: NodeInfo, value: Plain): void {
    const report = value as unknown as RaftReport;
    const server = this.#server(address);
    switch (report.kind) {
      case 'start':
        server.starting += 1;
        return;
      case 'started': {
        server.starting -= 1;
        const { index, isLeader } = report.result;
        if (isLeader) this.#start(index, index <= server.lastApplied);
        return;
      }
      case 'command':
      case 'snapshot':
        server.lastApplied = report.index;
        this.#commit(report.index);
    }
  }

  responded({ method, reply }: Message, { address }: NodeInfo): void {
    if (method !== 'kv.clientRequest') return;
    if ((reply as unknown as ClientRequestReply).status !== 'OK') return;
    this.#answers.set(address, (this.#answers.get(address) ?? 0) + 1);
  }

  /** @param isApplied the entry was applied before `start` has answered, as in a cluster of one */
  #start(index: number, isApplied: boolean): void {
    if (isApplied) this.#committed = moment(this.#run);
    else this.#started.set(index, moment(this.#run));
  }

  #commit(index: number): void {
    for (let i = this.#lastApplied + 1; i <= index; i++) {
      const started = this.#started.get(i);
      if (started === undefined) continue;
      if (started.at > this.#committed.at) this.#committed = started;
      this.#started.delete(i);
    }
    this.#lastApplied = Math.max(this.#lastApplied, index);
  }

  #returned({ client, op, asked }: Returned): void {
    if (op.kind === 'get') return;
    this.#keys.delete(op.key);
    this.#keys.add(op.key);
    if (op.kind === 'append' && op.value === '') return; // Nothing has to be done for that.
    if (this.#committed.at >= asked.at) return;
    // Where `start` has not answered yet, it is not known what has become of its entry.
    if ([...this.#servers.values()].some(({ starting }) => starting > 0)) return;
    const last =
      this.#committed === NEVER
        ? 'No server has ever started a command on its Raft that was committed.'
        : `The last command that was committed was started ${when(this.#committed)}.`;
    throw violation(
      this.#run,
      ANSWER_AFTER_COMMIT,
      `${client} ${describeOperation(op)}, asked for ${when(asked)}, was answered as done, but no ` +
        `command that was started since has been committed: what a majority does not have in its ` +
        `log is gone when a server is. ${last}`,
      asked,
    );
  }

  #server(address: Address): Server {
    let server = this.#servers.get(address);
    if (server === undefined) {
      server = { lastApplied: 0, starting: 0 };
      this.#servers.set(address, server);
    }
    return server;
  }
}
