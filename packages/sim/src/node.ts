/** A server of a run as the world knows it: address, incarnation, timers, disk. */
import { Rate } from './caps.ts';
import { Disk } from './disk.ts';
import { LocalClock } from './local-clock.ts';
import { NodeFiles } from './files/node-files.ts';
import type { BootOptions } from './options.ts';
import type { WorldEvent } from './timeline.ts';
import type { NodeHost } from './waist.ts';

/** 'S1', 'S2', …: where a request goes. A restarted server has the address of its predecessor. */
export type Address = string;

/** What observers and networks may know of a node. */
export interface NodeInfo {
  readonly address: Address;
  /** 0 before the first boot, then 1, and one more after each crash. */
  readonly incarnation: number;
  /** Booted and not crashed. */
  readonly up: boolean;
  /** Stopped: what should happen at it waits. */
  readonly paused: boolean;
  readonly disk: Disk;
}

/** An RPC that the node made and that neither a reply nor a loss has ended. */
export interface OpenCall {
  readonly to: Address;
  /** `service.method`. */
  readonly method: string;
  readonly since: number;
}

export class Node implements NodeInfo {
  readonly address: Address;
  /** A small number for the trace hash. */
  readonly number: number;
  readonly disk: Disk;
  /** What the case gives to the program, encoded. */
  args = '';
  incarnation = 0;
  paused = false;
  /** `booting`: asked to start, at this very instant. */
  state: 'down' | 'booting' | 'up' = 'down';
  host: NodeHost | undefined;
  /** The machine's, and so it goes on when the node crashes. */
  readonly clock = new LocalClock();
  readonly timers = new Map<number, WorldEvent>();
  /** RPCs that it made and has heard nothing of yet. */
  readonly calls = new Map<number, OpenCall>();
  /** Effects of the running event so far, applies not counted. */
  effects = 0;
  /** Applies of the running event so far. */
  applies = 0;
  /** Effects that still happen before the armed crash; negative: none is armed. */
  fuse = -1;
  /** The armed crash has cut the running event: nothing of it happens any more. */
  cut = false;
  /** Its `inspect()` runs for a replay: nothing else that it does counts. */
  inspecting = false;
  /** What it did in the running event has overflowed the stack, if only on our side of it. */
  overflowed = false;
  readonly rate = new Rate();
  /** `undefined`: it has no files. */
  files: NodeFiles | undefined;
  /** It may end by itself. */
  mayExit = false;
  /** With which it did so, in the running event. */
  exitCode: number | undefined;

  constructor(address: Address, number: number, disk = new Disk()) {
    this.address = address;
    this.number = number;
    this.disk = disk;
  }

  get up(): boolean {
    return this.state === 'up';
  }

  /** A new incarnation is asked for. @param args encoded */
  start(args: string, { mounts, mayExit = false }: BootOptions): void {
    this.state = 'booting';
    this.incarnation += 1;
    this.args = args;
    this.mayExit = mayExit;
    this.exitCode = undefined;
    this.files = mounts === undefined ? undefined : new NodeFiles(mounts);
  }

  /** The incarnation is over. */
  end(): void {
    this.state = 'down';
    this.fuse = -1;
    this.host?.end();
    this.host = undefined;
    this.calls.clear();
    this.files?.abandon();
  }
}
