/** Where a realm begins: it is opened once for a program, and nodes are started in it. */
import { NotPlain } from '../src/plain.ts';
import type { Deliver, Emit } from '../src/waist.ts';
import { installBuiltIns } from './env/built-ins.ts';
import { installOwnGlobals } from './env/own-globals.ts';
import { Immediate, Timeout } from './env/timers.ts';
import { freezeRealm } from './freeze.ts';
import { GuestNode, type Load, Unwind } from './node.ts';
import { running } from './running.ts';
import { keepStacksInside } from './stack.ts';

/** What the host of a node holds of it. */
export interface Guest {
  readonly deliver: Deliver;
  /** Runs what `process.nextTick` queued since; false when there was nothing. */
  readonly runTicks: () => boolean;
  /** An unhandled rejection of this node's code, found by the host. */
  readonly rejected: (reason: unknown) => void;
}

/** Starts a node of the realm's program. */
export type Attach = (emit: Emit) => Guest;

/**
 * Makes the realm one for nodes, before any code of the program runs there.
 *
 * @param file name of the program in stacks
 */
export function open(file: string): (load: Load) => Attach {
  keepStacksInside(file);
  installBuiltIns(running);
  installOwnGlobals(running);
  freezeRealm([Timeout, Immediate, NotPlain, Unwind]);
  return (load) => (emit) => {
    const node = new GuestNode(emit, load);
    return {
      deliver: (now, op, a, b, c, d) => node.deliver(now, op, a, b, c, d),
      runTicks: () => node.runTicks(),
      rejected: (reason) => node.fail('unhandled rejection', reason),
    };
  };
}
