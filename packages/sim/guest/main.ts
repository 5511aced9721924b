/** Where a realm begins: the bundler's entry connects the guest to the world through this. */
import type { Deliver, Emit } from '../src/waist.ts';
import { installEnvironment } from './env/index.ts';
import { GuestNode } from './node.ts';
import { keepStacksInside } from './stack.ts';

/** What the host of a node holds of it. */
export interface Guest {
  readonly deliver: Deliver;
  /** Runs what `process.nextTick` queued since; false when there was nothing. */
  readonly runTicks: () => boolean;
  /** An unhandled rejection of this node's code, found by the host. */
  readonly rejected: (reason: unknown) => void;
}

/** @param load evaluates the adapter, and with it the subject, when the node boots */
export function connect(emit: Emit, load: () => unknown): Guest {
  keepStacksInside();
  const node = new GuestNode(emit, load, (self, replay) => {
    installEnvironment({
      now: () => self.now,
      readClock: () => self.readClock(),
      random: () => self.random(),
      setTimer: (delay, run) => self.setTimer(delay, run),
      clearTimer: (id) => self.clearTimer(id),
      log: (level, text, where) => self.log(level, text, where),
      replay,
      exit: (code) => self.exit(code),
      forbid: (name, hint) => self.forbid(name, hint),
      fail: (kind, error) => self.fail(kind, error),
      tick: (callback) => self.tick(callback),
    });
  });
  return {
    deliver: (now, op, a, b, c, d) => node.deliver(now, op, a, b, c, d),
    runTicks: () => node.runTicks(),
    rejected: (reason) => node.fail('unhandled rejection', reason),
  };
}
