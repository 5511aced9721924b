/**
 * The file device: takes operations of nodes, lets them happen step by step in virtual time, and tells
 * the node when one is over.
 */
import type { Stream } from '../decisions.ts';
import type { Address, Node } from '../node.ts';
import { decode, encode, type Plain } from '../plain.ts';
import { KIND, type Timeline } from '../timeline.ts';
import type { World } from '../world.ts';
import { Errno } from './errno.ts';
import { describe, type FileOperation } from './file-operation.ts';
import type { FileSystem } from './file-system.ts';
import { OutOfSpace } from './inode.ts';
import type { NodeFiles, OpenIo } from './node-files.ts';
import { begin, syscallOf } from './operations.ts';
import type { IoArgs, IoFailure, IoOp } from './protocol.ts';
import type { Losses } from './write-cache.ts';
import type { Io } from './work.ts';

/** Ends the work of a node whose armed crash has come. */
class Cut extends Error {}

/** Ends the work of a node that one of those who watch has crashed. */
class Abandoned extends Error {}

/** How far an operation has come. */
type Progress = { readonly wait: number } | { readonly result: Plain } | { readonly error: Errno };

/** Lets the next step happen. */
function run(io: OpenIo): Progress {
  io.isRunning = true;
  try {
    const { done, value } = io.work.next();
    return done === true ? { result: value } : { wait: value };
  } catch (error) {
    if (error instanceof Errno) return { error };
    throw error;
  } finally {
    io.isRunning = false;
  }
}

/** Steps of operations that can fail by themselves. */
type Fallible = 'read' | 'write' | 'sync';

const SYSCALL = { read: 'read', write: 'write', sync: 'fsync' } as const;

/** How files are to one node: its stream of latencies, how slow they are, and what is broken. */
interface Device {
  readonly dice: Stream;
  slowness: number;
  /** By kind of step: how many more succeed before one fails. */
  readonly fuses: Map<Fallible, number>;
}

export class Files {
  readonly #world: World;
  readonly #timeline: Timeline;
  readonly #devices = new Map<Address, Device>();
  #powerFailures = 0;

  constructor(world: World, timeline: Timeline) {
    this.#world = world;
    this.#timeline = timeline;
  }

  /**
   * How slow all files are to a node from now on; what is on its way goes on as it is.
   *
   * @param slowness 1 is as fast as its file systems are, 100 a hundred times slower
   */
  setSlowness(address: Address, slowness: number): void {
    if (!(slowness > 0 && slowness <= 1e6)) {
      throw new RangeError(`a slowness is a number above 0, at most a million, not ${slowness}`);
    }
    this.#deviceOf(address).slowness = slowness;
  }

  /**
   * Lets one step of a node's operations on files fail with EIO: a read, a block of a write, a sync. What
   * failed has not happened. A sync that fails leaves its changes as they were, not durable.
   *
   * @param after number of steps of that kind that succeed before
   */
  failOnce(address: Address, step: Fallible, after = 0): void {
    this.#deviceOf(address).fuses.set(step, after);
  }

  /**
   * A machine loses its power: all nodes on it crash at one moment, and file systems with `writeBack`
   * that they have mounted lose changes that are not synced. Which, is drawn unless `losses` say it.
   *
   * @param addresses all nodes that use these file systems; some may be down already
   * @throws Error when another node has a file open that loses something
   */
  powerFailure(addresses: readonly Address[], losses: Losses = {}): void {
    const world = this.#world;
    const nodes = addresses.map((address) => world.node(address));
    const disks = new Set(nodes.flatMap(({ files }) => [...(files?.namespace.fileSystems ?? [])]));
    for (const address of addresses) world.crash(address);
    this.#powerFailures += 1;
    for (const [number, disk] of [...disks].entries()) {
      const name = `power failure, disk ${number + 1}`;
      const { names, contents } = disk.crash(
        world.decisions.stepOf(name, this.#powerFailures),
        losses,
      );
      if (names.length > 0)
        world.note(`lost with the power: the last changes of ${names.join(', ')}`);
      if (contents.length > 0)
        world.note(`lost with the power: the last writes to ${contents.join(', ')}`);
    }
    world.observers.hooks.powerFailed?.(nodes);
  }

  /** A node begins an operation. */
  begin(node: Node, id: number, op: IoOp, argsText: string): void {
    const world = this.#world;
    const { files } = node;
    if (files === undefined) return; // It was told that it has none.
    world.hash.text(op);
    world.payload(argsText);
    const args = decode(argsText) as unknown as IoArgs[IoOp];
    const { path, dest } = args as { path?: string; dest?: string };
    const io: OpenIo = {
      op,
      path,
      dest,
      since: world.now,
      work: begin(this.#io(node, files, id), op, args),
      isRunning: false,
      event: undefined,
    };
    files.open.set(id, io);
    const progress = run(io);
    // Nothing is answered within the event that asks.
    const wait = 'wait' in progress ? progress.wait : 0;
    this.#schedule(node, id, io, wait, () => ('wait' in progress ? run(io) : progress));
  }

  #schedule(node: Node, id: number, io: OpenIo, delay: number, next: () => Progress): void {
    io.event = this.#timeline.schedule(delay, KIND.io, node.number, () => {
      this.#world.hash.int(id);
      try {
        return this.#go(node, id, io, next());
      } catch (error) {
        if (error instanceof Abandoned) return undefined;
        if (error instanceof Cut) return this.#world.crash(node.address);
        if (error instanceof OutOfSpace) return this.#outOfSpace(node, error);
        throw error;
      }
    });
  }

  /** An operation has got that far. */
  #go(node: Node, id: number, io: OpenIo, progress: Progress): void | Promise<void> {
    if ('wait' in progress) return this.#schedule(node, id, io, progress.wait, () => run(io));
    node.files?.open.delete(id);
    if ('error' in progress) return this.#failed(node, id, io, progress.error);
    const text = encode(progress.result);
    this.#world.payload(text);
    return this.#world.deliver(node, 'ioDone', id, text);
  }

  #failed(node: Node, id: number, io: OpenIo, error: Errno): void | Promise<void> {
    const { op, path, dest } = io;
    const { code, syscall = syscallOf(op) } = error;
    const failure: IoFailure = {
      code,
      syscall,
      // Of a write that fails, Node knows the open file only.
      ...(path !== undefined && syscall !== 'write' && { path }),
      ...(dest !== undefined && { dest }),
    };
    const names = [path, dest].filter((name) => name !== undefined).join(' → ');
    this.#world.record(node, 'io', `${op} ${names}: ${code}`);
    const text = encode({ ...failure });
    this.#world.payload(text);
    return this.#world.deliver(node, 'ioDone', id, undefined, text);
  }

  #outOfSpace(node: Node, { limit }: OutOfSpace): void {
    const explanation =
      `${node.address} has written until its files had more than ${limit} bytes. ` +
      `An honest solution of this lab stays far below; something is repeated without end.`;
    this.#world.fail({ name: 'Endless loop', section: '' }, explanation);
  }

  #io(node: Node, { namespace, handles, open }: NodeFiles, id: number): Io {
    const world = this.#world;
    const device = this.#deviceOf(node.address);
    const happened = (operation: FileOperation): void => {
      this.#happened(node, operation);
      if (!open.has(id)) throw new Abandoned();
    };
    return {
      namespace,
      handles,
      get now() {
        return world.now;
      },
      latency: (fs) => latencyOf(fs, device),
      transfer: ({ bandwidth }, bytes) => Math.ceil((bytes / bandwidth) * device.slowness),
      change(operation, run) {
        failIfBroken(device, operation);
        if (node.fuse === 0) throw new Cut();
        if (node.fuse > 0) node.fuse -= 1;
        run();
        happened(operation);
      },
      read(operation) {
        failIfBroken(device, operation);
        happened(operation);
      },
    };
  }

  /** Tells those who watch. */
  #happened(node: Node, operation: FileOperation): void {
    const world = this.#world;
    if (world.replay) world.record(node, 'io', describe(operation));
    world.observers.hooks.io?.(node, operation);
  }

  #deviceOf(address: Address): Device {
    let device = this.#devices.get(address);
    if (device === undefined) {
      const dice = this.#world.decisions.stream(`${address} io`);
      device = { dice, slowness: 1, fuses: new Map() };
      this.#devices.set(address, device);
    }
    return device;
  }
}

/** @throws Errno EIO when it is this step that fails */
function failIfBroken({ fuses }: Device, { kind }: FileOperation): void {
  if (kind !== 'read' && kind !== 'write' && kind !== 'sync') return;
  const left = fuses.get(kind);
  if (left === undefined) return;
  if (left > 0) return void fuses.set(kind, left - 1);
  fuses.delete(kind);
  throw new Errno('EIO', SYSCALL[kind]);
}

/** Half to one and a half of the file system's latency, drawn. */
function latencyOf({ latency }: FileSystem, { dice, slowness }: Device): number {
  dice.step();
  const share = 0.5 + dice.int(1001, 'latency') / 1000;
  return Math.max(1, Math.round(latency * share * slowness));
}
