/**
 * Snapshots (§7; Figure 13): a snapshot holds what was applied up to the index that it is said to
 * have, on disk and in InstallSnapshot, and on disk it is never replaced by an older one.
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
import type { ApplyMessage } from '../../api.ts';
import { describeMessage } from '../notation.ts';
import { CONTRACT, NEWER_SNAPSHOT, STATE_MACHINE_SAFETY } from '../properties.ts';
import type { Applies } from './applies.ts';
import { installSnapshotArgs } from './rpc.ts';
import type { Run } from './run.ts';

/** What is on a disk. */
interface Saved {
  readonly bytes: Uint8Array;
  readonly index: number;
  readonly since: Moment;
}

export class Snapshots implements Observer {
  readonly #run: Run;
  readonly #applies: Applies;
  readonly #saved = new Map<Address, Saved>();
  /** The last InstallSnapshot that has reached a server, by lastIncludedIndex. */
  readonly #installs = new Map<Address, Map<number, Message>>();

  constructor(run: Run, applies: Applies) {
    this.#run = run;
    this.#applies = applies;
  }

  /** Index of the last entry in a server's snapshot on disk; 0 when there is none. */
  index(server: Address): number {
    return this.#saved.get(server)?.index ?? 0;
  }

  called(message: Message): void {
    const args = installSnapshotArgs(message);
    if (args === undefined || !this.#run.servers.includes(message.from)) return;
    const { index } = this.#applies.stateIn(message.from, args.data);
    if (index === args.lastIncludedIndex) return;
    throw violation(
      this.#run,
      STATE_MACHINE_SAFETY,
      `A snapshot replaces all entries up through lastIncludedIndex, but this one holds those up ` +
        `to ${index}: ${describeMessage(message)} ${when(moment(this.#run))}.`,
    );
  }

  delivered(message: Message): void {
    const args = installSnapshotArgs(message);
    if (args === undefined) return;
    let installs = this.#installs.get(message.to);
    if (installs === undefined) this.#installs.set(message.to, (installs = new Map()));
    installs.set(args.lastIncludedIndex, message);
  }

  /** By Log Matching, all snapshots up to one index end with an entry of the same term. */
  applied({ address }: NodeInfo, value: Plain): void {
    const applied = value as unknown as ApplyMessage;
    if (applied.kind !== 'snapshot') return;
    const { index, term } = applied;
    const message = this.#installs.get(address)?.get(index);
    if (message === undefined) return;
    const expected = installSnapshotArgs(message)?.lastIncludedTerm;
    if (term === expected) return;
    throw violation(
      this.#run,
      CONTRACT,
      `The term of an ApplyMessage with a snapshot is lastIncludedTerm, the term of the last entry ` +
        `that the snapshot holds.\n` +
        `  ${describeMessage(message)} reached ${address}\n` +
        `  It called apply({ kind: 'snapshot', index: ${index}, term: ${term}, … }) ` +
        `${when(moment(this.#run))}, expected term: ${expected}.`,
    );
  }

  saved({ address, disk }: NodeInfo): void {
    const bytes = disk.snapshot;
    const before = this.#saved.get(address);
    if (bytes === undefined || bytes === before?.bytes) return;
    const { index } = this.#applies.stateIn(address, bytes);
    const since = moment(this.#run);
    if (before && index < before.index) {
      throw violation(
        this.#run,
        NEWER_SNAPSHOT,
        `${address} saved the snapshot up to entry ${before.index} ${when(before.since)}, and ` +
          `replaces it by an older one, up to entry ${index}, ${when(since)}: what stands ` +
          `between the two is lost.`,
        before.since,
      );
    }
    this.#saved.set(address, { bytes, index, since });
  }
}
