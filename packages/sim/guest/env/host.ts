import type { Makers } from './own-globals.ts';

/** Where a message of the node's console belongs. */
export type LogLevel = 'debug' | 'info' | 'log' | 'warn' | 'error';

/**
 * What the environment stands on: the guest runtime's side of the waist. All of it lives in the
 * realm, so no function that a student can reach leads out of it.
 */
export interface EnvHost {
  /** How the node makes its own globals. Its program sets it when it begins. */
  makers: Makers;
  /** Virtual time in µs since the world began; constant during an event. */
  now(): number;
  /** Counts a look at the clock. Throws when a loop does nothing but wait for it to move. */
  readClock(): void;
  /** The next word of the node's seeded random stream: 32 bits, unsigned. */
  random(): number;
  /** Runs `run` once, `delayUs` µs from now. Returns an id for {@link clearTimer}. */
  setTimer(delayUs: number, run: () => void): number;
  clearTimer(id: number): void;
  /** @param where 'file:line:column' of the call in the bundle, when {@link replay} asks for it */
  log(level: LogLevel, text: string, where: string | undefined): void;
  /** This is a replay: the place of each `log` is wanted. */
  readonly replay: boolean;
  /** Where a function of the environment was called: 'file:line:column' in the bundle. */
  callSite(callee: (...args: never[]) => unknown): string | undefined;
  /** It has files. */
  readonly hasFiles: boolean;
  /**
   * Begins an operation on files (see src/files/protocol.ts). `done` hears of its result or failure in
   * an event to come.
   */
  io(op: string, args: object, done: (result: unknown, failure: unknown) => void): void;
  /** `process.exit`; unwinds the stack. */
  exit(code: number): never;
  /** Reports a call that cannot be simulated, with what to do instead; unwinds the stack. */
  forbid(name: string, hint: string): never;
  /** An exception that a callback of the node let out. Ignores what `exit` and `forbid` threw. */
  fail(kind: 'exception', error: unknown): void;
  /** Queues a callback behind the running code and before its promises: `process.nextTick`. */
  tick(callback: () => void): void;
}
