/**
 * A node in this process. All nodes of a program live in one `node:vm` context, where nothing that
 * they share can change (see guest/freeze.ts), and each evaluates the program anew: its variables are
 * its own, and a crash is their end. A realm is hygiene, not a wall.
 */
import { setFlagsFromString } from 'node:v8';
import { constants, createContext, Script } from 'node:vm';
import type { Attach, open } from '../guest/main.ts';
import type { Load } from '../guest/node.ts';
import type { Program } from './bundle.ts';
import { drain as defaultDrain, type Drain } from './drain.ts';
import { requireNode } from './node-version.ts';
import type { Emit, NodeHost } from './waist.ts';

interface Realm {
  /** Of its context, for debuggers; no other has it. */
  readonly name: string;
  readonly attach: Attach;
  /** An event is running, or the watchdog has cut it, who knows where. */
  busy: boolean;
}

// V8 keeps every script that it compiled, with its source, for the case that the same one comes again,
// until memory runs out. The zoo and mutation testing have hundreds of programs of 2 MB each.
setFlagsFromString('--no-compilation-cache');

/** One for each of the last few programs: a runner has one or two. */
const realms = new Map<string, Realm>();
const MAX_REALMS = 4;

function realmOf(program: Program): Realm {
  const known = realms.get(program.hash);
  if (known !== undefined && !known.busy) return known;
  const fresh = makeRealm(program);
  realms.delete(program.hash);
  const [oldest] = realms.keys();
  if (realms.size >= MAX_REALMS && oldest !== undefined) realms.delete(oldest);
  realms.set(program.hash, fresh);
  return fresh;
}

/** The name of the context in which the nodes of a program live; absent: it has none in this process. */
export function realmNameOf({ hash }: Program): string | undefined {
  return realms.get(hash)?.name;
}

let made = 0;

/** @throws Error on another version of Node, whose globals the guest runtime does not know */
function makeRealm({ file, code, runtime }: Program): Realm {
  requireNode();
  made += 1;
  const name = `${file} ${made}`;
  // An ordinary global object, without the interceptors that make every global name slow.
  const context = createContext(constants.DONT_CONTEXTIFY, {
    name,
    codeGeneration: { strings: false, wasm: false },
  });
  const run = (text: string, filename: string): unknown =>
    new Script(text, { filename }).runInContext(context);
  const connect = (run(runtime, 'sim-guest.js') as typeof open)(file);
  return { name, attach: connect(run(code, file) as Load), busy: false };
}

/** Starts a node in the realm of its program. */
export function realm(program: Program, emit: Emit, drain: Drain = defaultDrain): NodeHost {
  const home = realmOf(program);
  const guest = home.attach(emit);
  /** Microtasks and ticks take turns until neither is left. */
  const settle = (): void | Promise<void> => {
    do {
      const done = drain();
      if (done !== undefined) return done.then(() => (guest.runTicks() ? settle() : rest()));
    } while (guest.runTicks());
    return rest();
  };
  const rest = (): void => {
    home.busy = false;
  };
  return {
    deliver(now, op, a, b, c, d) {
      home.busy = true;
      guest.deliver(now, op, a, b, c, d);
      return settle();
    },
    rejected: guest.rejected,
    end: () => undefined,
  };
}
