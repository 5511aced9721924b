/**
 * A node in a process of its own, behind a pipe: the same waist, one line of JSON an event and an
 * effect. The process has no rights (no files, no children, no network) and outlives a crash of
 * its node: a new incarnation is a new realm in it.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Program } from './bundle.ts';
import type { EffectOp, Emit, Field, NodeHost } from './waist.ts';

/** What ends the answer to an event: the node has come to rest. */
const QUIET = '.';
/** A new realm is made. */
const READY = '+';

type EffectLine = [op: EffectOp, ...fields: (Field | null)[]];

/** A process that hosts one node at a time. */
export class PipeProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #watchdogMs: number;
  #emit: Emit | undefined;
  #settled: (() => void) | undefined;
  /** Realms that are asked for and not made yet. */
  #unmade = 0;
  #watchdog: NodeJS.Timeout | undefined;
  #rest = '';
  #dead: string | undefined;

  /** @param watchdogMs wall-clock time that one event may take; 0: any */
  constructor(program: Program, watchdogMs = 5000) {
    this.#watchdogMs = watchdogMs;
    const folder = fileURLToPath(new URL('.', import.meta.url));
    const script = `${folder}pipe-child.ts`;
    const rights = ['--permission', `--allow-fs-read=${folder}*`, '--no-warnings'];
    this.#child = spawn(process.execPath, [...rights, script], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {},
    });
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk));
    this.#child.stdin.on('error', () => undefined); // A dead process says so by its exit.
    this.#child.on('error', (error) => this.#died(error.message));
    this.#child.on('exit', (code, signal) => this.#died(signal ?? `exit code ${code}`));
    this.#send(['program', program.file, program.code, program.runtime, program.hash]);
  }

  /** A new incarnation. */
  boot(emit: Emit): NodeHost {
    this.#emit = emit;
    this.#unmade += 1;
    this.#send(['realm']);
    return {
      deliver: (now, op, a, b, c, d) =>
        this.#emit === emit ? this.#deliver([now, op, a, b, c, d]) : undefined,
      end: () => {
        if (this.#emit === emit) this.#emit = undefined;
      },
    };
  }

  /** Of the process, for those who watch over it from outside. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  close(): void {
    this.#emit = undefined;
    this.#child.kill('SIGKILL');
  }

  #deliver(line: readonly Field[]): Promise<void> {
    return new Promise((resolve) => {
      if (this.#dead !== undefined) {
        this.#report(`its process has died: ${this.#dead}`);
        return resolve();
      }
      this.#settled = () => {
        clearTimeout(this.#watchdog);
        this.#settled = undefined;
        resolve();
      };
      this.#send(line);
      this.#watch();
    });
  }

  /** Gives the event its time, from when the process is ready for it. */
  #watch(): void {
    if (this.#watchdogMs <= 0 || this.#unmade > 0 || this.#settled === undefined) return;
    this.#watchdog = setTimeout(() => this.#hang(), this.#watchdogMs);
  }

  #send(line: readonly unknown[]): void {
    this.#child.stdin.write(`${JSON.stringify(line)}\n`);
  }

  #read(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === READY) {
        this.#unmade -= 1;
        this.#watch();
      } else if (line === QUIET) {
        this.#settled?.();
      } else {
        this.#effect(line);
      }
    }
  }

  #effect(line: string): void {
    let effect: EffectLine;
    try {
      effect = JSON.parse(line) as EffectLine;
    } catch {
      // Only code that has broken out of its realm gets to write here.
      this.#child.kill('SIGKILL');
      return this.#died(`it wrote ${JSON.stringify(line.slice(0, 80))}, which is no effect`);
    }
    const [op, a, b, c, d] = effect;
    this.#emit?.(op, a ?? undefined, b ?? undefined, c ?? undefined, d ?? undefined);
  }

  #hang(): void {
    this.#report(
      `it did not come to rest within ${this.#watchdogMs} ms of real time`,
      'endless loop',
    );
    this.#child.kill('SIGKILL');
    this.#settled?.();
  }

  #died(how: string): void {
    this.#dead ??= how;
    if (this.#settled) this.#report(`its process has died: ${how}`);
    this.#settled?.();
  }

  #report(message: string, kind: 'exception' | 'endless loop' = 'exception'): void {
    this.#emit?.('fail', kind, message, undefined);
  }
}

/** A transport with a process for each address, kept over incarnations and runs until `close`. */
export function pipe(program: Program, watchdogMs?: number) {
  const processes = new Map<string, PipeProcess>();
  return {
    transport: (address: string, emit: Emit): NodeHost => {
      let process = processes.get(address);
      if (process === undefined) {
        process = new PipeProcess(program, watchdogMs);
        processes.set(address, process);
      }
      return process.boot(emit);
    },
    close: (): void => {
      for (const process of processes.values()) process.close();
      processes.clear();
    },
  };
}
