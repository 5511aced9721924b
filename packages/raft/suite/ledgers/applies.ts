/**
 * What the servers apply. State Machine Safety (Figure 3; §5.4.3): no two servers apply different
 * commands at one index. Each server applies in the order of the log, each entry once (Figure 2,
 * lastApplied), and only what was started, as often as it was.
 */
import {
  type Address,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  type Plain,
  shortened,
  violation,
  when,
} from 'harness';
import type { ApplyMessage, Command } from '../../api.ts';
import { execute, fromSnapshot, NO_STATE, type ServiceState } from '../../service-state.ts';
import {
  APPLY_IN_ORDER,
  COMMANDS,
  GO_ON_AFTER_SNAPSHOT,
  NEWER_SNAPSHOT,
  STATE_MACHINE_SAFETY,
} from '../properties.ts';
import type { Compactable } from './compaction.ts';
import { show } from './log-tree.ts';
import { differByJson, keyOf, THROUGH_JSON } from './rpc.ts';
import type { Run } from './run.ts';
import { Starts } from './starts.ts';

/** What was applied at an index, and who did it first. */
interface Applied {
  readonly command: Command;
  readonly key: unknown;
  readonly by: Address;
  readonly since: Moment;
}

export class Applies implements Observer, Compactable {
  readonly #run: Run;
  /** By index; the log that all servers share. */
  readonly #log: (Applied | undefined)[] = [];
  /** Of entries up to there, only the digest of the states that they lead to is known any more. */
  #forgotten = 0;
  /** By index, as far as they were asked for: the digests of the states that this log leads to. */
  readonly #digests: number[] = [NO_STATE.digest];
  /** How far each server that is up has come. */
  readonly #lastApplied = new Map<Address, number>();
  /** What the service of each server has restored when it booted. */
  readonly #restored = new Map<Address, { readonly index: number; readonly since: Moment }>();
  readonly #starts = new Starts();
  /** By key of a command: where it was applied. */
  readonly #indices = new Map<unknown, number[]>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** The command that was applied at an index; `undefined` when none was yet, or long ago. */
  at(index: number): { readonly command: Command } | undefined {
    return this.#log[index];
  }

  /** True if some server has applied that command. */
  has(command: Command): boolean {
    return this.#indices.has(keyOf(command));
  }

  /** How many servers have applied the entry at that index, themselves or in a snapshot. */
  count(index: number): number {
    let count = 0;
    for (const last of this.#lastApplied.values()) if (last >= index) count += 1;
    return count;
  }

  /** Index of the last entry that a server has applied since it booted. */
  lastApplied(server: Address): number {
    return this.#lastApplied.get(server) ?? 0;
  }

  booted(node: NodeInfo): void {
    const { snapshot } = node.disk;
    const restored = snapshot === undefined ? NO_STATE : this.stateIn(node.address, snapshot);
    this.#lastApplied.set(node.address, restored.index);
    if (snapshot === undefined) this.#restored.delete(node.address);
    else this.#restored.set(node.address, { index: restored.index, since: moment(this.#run) });
  }

  crashed(node: NodeInfo): void {
    this.#lastApplied.delete(node.address);
  }

  invoked(_node: NodeInfo, method: string, args: Plain): void {
    if (method === 'start') this.#starts.invoked(args);
  }

  returned(_node: NodeInfo, method: string, args: Plain, value: Plain): void {
    if (method === 'start') this.#starts.returned(args, value);
  }

  applied(node: NodeInfo, value: Plain): void {
    const message = value as unknown as ApplyMessage;
    this.#checkOrder(node, message);
    this.#lastApplied.set(node.address, message.index);
    if (message.kind === 'command') this.#agree(node, message.index, message.command);
    else this.#checkSnapshot(node, message.index, message.data);
  }

  forget(from: number, upTo: number): void {
    for (let index = from; index <= upTo; index++) {
      const key = this.#log[index]?.key;
      this.#log[index] = undefined;
      const left = this.#indices.get(key)?.filter((other) => other !== index) ?? [];
      if (left.length === 0) this.#indices.delete(key);
      else this.#indices.set(key, left);
      this.#starts.forget(key);
    }
    this.#forgotten = upTo;
  }

  #checkOrder({ address }: NodeInfo, { kind, index }: ApplyMessage): void {
    const last = this.lastApplied(address);
    if (kind === 'command' ? index === last + 1 : index > last) return;
    const now = when(moment(this.#run));
    const restored = this.#restored.get(address);
    if (kind === 'command' && restored && restored.index === last) {
      throw violation(
        this.#run,
        GO_ON_AFTER_SNAPSHOT,
        `${address} came back ${when(restored.since)} with the snapshot up to entry ${last}, and ` +
          `its first command since is entry ${index}, ${now}, not ${last + 1}.\n` +
          `  After a restart the service has its snapshot and nothing else, so lastApplied is that ` +
          `snapshot's lastIncludedIndex, and the log goes on right after it: state and snapshot ` +
          `are saved together, in one save.`,
        restored.since,
      );
    }
    if (kind === 'command') {
      throw violation(
        this.#run,
        APPLY_IN_ORDER,
        `${address} applied entry ${index} ${now}; the last one that it had applied since it ` +
          `booted was ${last}, so the next is ${last + 1}.`,
      );
    }
    throw violation(
      this.#run,
      NEWER_SNAPSHOT,
      `${address} handed its service the snapshot up to entry ${index} ${now}, which takes it ` +
        `back: it has applied all up to entry ${last}.`,
    );
  }

  #agree(node: NodeInfo, index: number, command: Command): void {
    if (index <= this.#forgotten) return;
    const key = keyOf(command);
    const first = this.#log[index];
    if (first === undefined) {
      this.#log[index] = { command, key, by: node.address, since: moment(this.#run) };
      this.#checkStarted(key, index);
    } else if (first.key !== key) {
      const changed = differByJson(first.key, key);
      throw violation(
        this.#run,
        changed ? COMMANDS : STATE_MACHINE_SAFETY,
        `No two servers apply different commands at one index, but as entry ${index}\n` +
          `  ${first.by} applied ${show(first.key)} ${when(first.since)}\n` +
          `  ${node.address} applied ${show(key)} ${when(moment(this.#run))}` +
          (changed ? `\n${THROUGH_JSON}` : ''),
        first.since,
      );
    }
  }

  #checkSnapshot({ address }: NodeInfo, index: number, data: unknown): void {
    const found = this.stateIn(address, data);
    if (found.index === index) return;
    throw violation(
      this.#run,
      STATE_MACHINE_SAFETY,
      `${address} applied a snapshot as that of all entries up to ${index} ` +
        `${when(moment(this.#run))}, but it holds those up to ${found.index}.`,
    );
  }

  /** The state in a snapshot: one that the commands up to its index lead to. */
  stateIn(server: Address, data: unknown): ServiceState {
    const found = fromSnapshot(data);
    const known = found && (this.#digestAt(found.index) ?? this.#believe(found));
    if (found !== undefined && known === found.digest) return found;
    throw violation(
      this.#run,
      STATE_MACHINE_SAFETY,
      `${server} has a snapshot ${when(moment(this.#run))} that no service has made from what ` +
        `was applied: ${data instanceof Uint8Array ? `${data.length} bytes` : shortened(data)}.`,
    );
  }

  /** Of the state of a service that has applied all up to there; `undefined` when nobody has. */
  #digestAt(index: number): number | undefined {
    let known = index;
    while (this.#digests[known] === undefined) known -= 1;
    for (let next = known + 1; next <= index; next++) {
      const [digest, applied] = [this.#digests[next - 1], this.#log[next]];
      if (digest === undefined || applied === undefined) return undefined;
      const before = { index: next - 1, digest };
      this.#digests[next] = execute(before, next, applied.command).digest;
    }
    return this.#digests[index];
  }

  /** What a puppet's snapshot holds is what its script says; all servers know of no other. */
  #believe({ index, digest }: ServiceState): number | undefined {
    if (this.#run.servers.length === this.#run.size) return undefined;
    return (this.#digests[index] = digest);
  }

  #checkStarted(key: unknown, index: number): void {
    if (this.#run.servers.length < this.#run.size) return; // Puppets need no start().
    let indices = this.#indices.get(key);
    if (indices === undefined) this.#indices.set(key, (indices = [index]));
    else indices.push(index);
    const started = this.#starts.count(key);
    if (indices.length <= started) return;
    throw violation(
      this.#run,
      STATE_MACHINE_SAFETY,
      `${show(key)} was applied as entry ${indices.join(' and ')}, but start() has accepted it ` +
        `${started === 1 ? 'once' : `${started} times`}: a log holds a command as often as a ` +
        `leader has appended it.${this.#uncounted()}`,
    );
  }

  #uncounted(): string {
    const upTo = this.#forgotten;
    return upTo === 0 ? '' : ` (What all have in snapshots, up to entry ${upTo}, is not counted.)`;
  }
}
