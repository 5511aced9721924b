/** Processes of Node that never outlive whoever started them, however that one ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Guard } from './guard.ts';
import { pinnedNode } from './pinned-node.ts';

export interface ProcessOptions {
  /** Absolute path of its main module. */
  readonly script: string;
  /** For Node, as in ['--permission']. */
  readonly flags?: readonly string[];
  /** Its working directory. */
  readonly cwd: string;
  /** The first message that it gets: plain data. */
  readonly message: unknown;
  /** Hears what it sends. */
  readonly onMessage?: (message: unknown) => void;
}

/** How a process ended. */
export interface ProcessEnd {
  /** Absent when a signal ended it. */
  readonly code?: number;
  readonly signal?: NodeJS.Signals;
}

/** A process that was started. */
export class RealProcess {
  readonly name: string;
  readonly pid: number | undefined;
  /** Of the file with all that it prints. */
  readonly log: string;
  readonly ended: Promise<ProcessEnd>;
  /** Absent while it runs. */
  end: ProcessEnd | undefined;
  readonly #child: ChildProcess;

  constructor(name: string, log: string, child: ChildProcess) {
    this.name = name;
    this.log = log;
    this.pid = child.pid;
    this.#child = child;
    const { promise, resolve } = Promise.withResolvers<ProcessEnd>();
    this.ended = promise;
    const end = (how: ProcessEnd): void => {
      this.end ??= how;
      resolve(this.end);
    };
    child.once('error', () => end({}));
    child.once('exit', (code, signal) =>
      end(code === null ? { ...(signal && { signal }) } : { code }),
    );
  }

  /** Sends a signal; one to a process that has ended is lost. SIGKILL also ends a stopped one. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** All that it has printed so far. */
  printed(): Promise<string> {
    return readFile(this.log, 'utf8');
  }
}

/** The processes of one run. */
export class Processes {
  readonly #folder: string;
  readonly #guard: Guard;
  readonly all: RealProcess[] = [];

  /**
   * @param folder for what they print, a file each; it may not exist yet
   * @param temporary a folder that goes with the processes if we are killed before `close`
   */
  constructor(folder: string, temporary?: string) {
    this.#folder = folder;
    this.#guard = new Guard(temporary);
  }

  /** @param name the file name of its log: letters, digits, '-' */
  async start(name: string, options: ProcessOptions): Promise<RealProcess> {
    await mkdir(this.#folder, { recursive: true });
    const log = join(this.#folder, `${name}.log`);
    const out = openSync(log, 'a');
    const { flags = [], script, cwd, message, onMessage } = options;
    const child = spawn(pinnedNode, [...flags, script], {
      cwd,
      // Nothing of the user's: a run means the same everywhere.
      env: {},
      stdio: ['ignore', out, out, 'ipc'],
    });
    closeSync(out);
    const started = new RealProcess(name, log, child);
    this.all.push(started);
    if (child.pid !== undefined) this.#guard.watch(child.pid, started.ended);
    if (onMessage) child.on('message', onMessage);
    // One that died at once says so by its end.
    child.send(message as object, () => undefined);
    return started;
  }

  /** Kills what still runs, and waits for the last. */
  async close(): Promise<void> {
    for (const each of this.all) each.kill('SIGKILL');
    await Promise.all(this.all.map(({ ended }) => ended));
    this.#guard.close();
  }
}
