/**
 * The node whose code is running. One event runs to quiescence before the next, so there is one at a
 * time, and what all nodes of a realm share (`Date`, `Math.random`) asks here.
 */
import type { EnvHost } from './env/host.ts';

let host: EnvHost | undefined;

/** From now on it is this one's code that runs. */
export function setRunning(next: EnvHost): void {
  host = next;
}

function current(): EnvHost {
  if (host === undefined) throw new Error('no node has started yet');
  return host;
}

/** The host of the node whose code is running. */
export const running: EnvHost = {
  get makers() {
    return current().makers;
  },
  set makers(makers) {
    current().makers = makers;
  },
  now: () => current().now(),
  readClock: () => current().readClock(),
  random: () => current().random(),
  setTimer: (delayUs, run) => current().setTimer(delayUs, run),
  clearTimer: (id) => current().clearTimer(id),
  log: (level, text, where) => current().log(level, text, where),
  get replay() {
    return current().replay;
  },
  callSite: (callee) => current().callSite(callee),
  get hasFiles() {
    return current().hasFiles;
  },
  io: (op, args, done) => current().io(op, args, done),
  exit: (code) => current().exit(code),
  forbid: (name, hint) => current().forbid(name, hint),
  fail: (kind, error) => current().fail(kind, error),
  tick: (callback) => current().tick(callback),
};
