/**
 * A node in this process: a `node:vm` context of its own. Module state is not shared between
 * servers, and a crash is the end of the realm. A realm is hygiene, not a wall.
 */
import { constants, createContext, Script } from 'node:vm';
import type { Guest } from '../guest/main.ts';
import type { Program } from './bundle.ts';
import { drain as defaultDrain, type Drain } from './drain.ts';
import type { Emit, NodeHost } from './waist.ts';

type Attach = (emit: Emit) => Guest;

/** Compiled once a process, evaluated once a realm. The last few: a runner has one or two. */
const compiled = new Map<string, Script>();
const MAX_COMPILED = 8;

function compile(program: Program): Script {
  const known = compiled.get(program.hash);
  if (known) return known;
  const script = new Script(program.code, { filename: program.file });
  const [oldest] = compiled.keys();
  if (compiled.size >= MAX_COMPILED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(program.hash, script);
  return script;
}

/** Boots a node's incarnation in a new realm. */
export function realm(program: Program, emit: Emit, drain: Drain = defaultDrain): NodeHost {
  // An ordinary global object, without the interceptors that make every global name slow.
  const context = createContext(constants.DONT_CONTEXTIFY, {
    name: program.file,
    codeGeneration: { strings: false, wasm: false },
  });
  const attach = compile(program).runInContext(context) as Attach;
  const guest = attach(emit);
  /** Microtasks and ticks take turns until neither is left. */
  const settle = (): void | Promise<void> => {
    do {
      const done = drain();
      if (done !== undefined) return done.then(() => (guest.runTicks() ? settle() : undefined));
    } while (guest.runTicks());
    return undefined;
  };
  return {
    deliver(now, op, a, b, c, d) {
      guest.deliver(now, op, a, b, c, d);
      return settle();
    },
    rejected: guest.rejected,
    end: () => undefined,
  };
}
