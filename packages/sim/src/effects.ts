/** The world's end of the waist: what becomes of each effect of a node. */
import type { IoOp } from './files/protocol.ts';
import type { Node } from './node.ts';
import type { Level } from './trace.ts';
import { asFault, outcomeOf, OVERFLOW, type Property } from './outcome.ts';
import type { WorldOptions } from './options.ts';
import { Payloads } from './payload.ts';
import { decode } from './plain.ts';
import type { EffectOp, Emit, FailKind, Field, Patch } from './waist.ts';
import { patchInWords, stateInWords } from './words.ts';
import type { World } from './world.ts';

/** Effects that a crash can fall between, with their code in the trace hash. */
const DURABLE: { readonly [Op in EffectOp]?: number } = {
  return: 1,
  respond: 2,
  call: 3,
  save: 4,
  apply: 5,
  exit: 6,
  io: 7,
};

const PROPERTY_OF: { readonly [Kind in FailKind]: Property } = {
  exception: { name: 'Exception', section: '', distance: 1 },
  'unhandled rejection': { name: 'Unhandled rejection', section: '', distance: 1 },
  'forbidden call': { name: 'Forbidden call', section: '' },
  'not plain data': { name: 'Not plain data', section: '' },
  'endless loop': { name: 'Endless loop', section: '' },
  contract: { name: 'Contract', section: '' },
  'not implemented': { name: 'Not implemented yet', section: '' },
};

export class Effects {
  readonly #world: World;
  readonly #describeSnapshot: WorldOptions['describeSnapshot'];
  /** Of what is returned and applied: many return the same, and all apply it, some hundreds later. */
  readonly #payloads = new Payloads(512);

  constructor(world: World, describeSnapshot: WorldOptions['describeSnapshot']) {
    this.#world = world;
    this.#describeSnapshot = describeSnapshot;
  }

  /** The `emit` of a node's present incarnation; deaf as soon as that is over. */
  of(node: Node): Emit {
    const { incarnation } = node;
    return (op, a, b, c, d) => {
      // Behind the end of a run, a crash or a cut, nothing ever happened.
      if (this.#world.over || node.cut || node.incarnation !== incarnation || !node.up) return;
      if (node.inspecting && op !== 'inspect') return;
      try {
        this.#happen(node, op, a, b, c, d);
      } catch (error) {
        // Never into the node's own stack, where its code could catch it. When that stack is full
        // we cannot even call a function; the node goes on, to overflow it by itself.
        if ((error as Error | undefined)?.message === OVERFLOW) node.overflowed = true;
        else this.#world.end(outcomeOf(asFault(`the world at ${op}`, error)));
      }
    };
  }

  #happen(node: Node, op: EffectOp, a: Field, b: Field, c: Field, d: Field): void {
    const world = this.#world;
    const durable = DURABLE[op];
    if (durable !== undefined) {
      if (node.fuse === 0) {
        node.cut = true;
        return;
      }
      if (node.fuse > 0) node.fuse -= 1;
      world.hash.int(durable * 256 + node.number);
    }
    switch (op) {
      case 'log':
        return this.#log(node, a as Level, b as string, c as string | undefined);
      case 'inspect':
        return this.#inspect(node, a as string);
      case 'apply':
        node.applies += 1;
        if (node.applies > world.caps.appliesPerEvent) {
          return this.#tooMany(node, 'applies in one event');
        }
        return this.#apply(node, a as string);
      default:
        node.effects += 1;
    }
    if (node.effects > world.caps.effectsPerEvent + node.applies * world.caps.effectsPerApply) {
      return this.#tooMany(node, 'effects in one event');
    }
    switch (op) {
      case 'setTimer':
        if (node.timers.size >= world.caps.timers) return this.#tooMany(node, 'timers at one time');
        return world.timers.set(node, a as number, b as number);
      case 'clearTimer':
        return world.timers.clear(node, a as number);
      case 'call':
        node.calls.set(a as number, { to: b as string, method: c as string, since: world.now });
        return world.wire?.call(node, a as number, b as string, c as string, d as string);
      case 'respond':
        return world.wire?.respond(node, a as number, b as string);
      case 'return':
        world.payload(b as string);
        return this.#return(node, a as number, b as string);
      case 'save':
        return this.#save(node, a as string, b as string | undefined);
      case 'io':
        return this.#io(node, a as number, b as IoOp, c as string);
      case 'exit':
        return this.#exit(node, a as number, b as string | undefined);
      case 'fail':
        return this.#fail(node, a as FailKind, b as string, c as string | undefined);
    }
  }

  #save(node: Node, patch: string, snapshot: string | undefined): void {
    const world = this.#world;
    const size = patch.length + (snapshot?.length ?? 0);
    if (size > world.caps.saveSize) return this.#tooMany(node, 'bytes in one save');
    world.payload(patch);
    world.payload(snapshot);
    if (world.replay) this.#recordSave(node, patch, snapshot);
    node.disk.save(patch, snapshot);
    world.observers.hooks.saved?.(node);
  }

  #recordSave(node: Node, patch: string, snapshot: string | undefined): void {
    const words = [patchInWords(decode(patch) as unknown as Patch, node.disk.state)];
    if (snapshot !== undefined) {
      const bytes = decode(snapshot) as Uint8Array;
      words.push(`snapshot ${this.#describeSnapshot?.(bytes) ?? `of ${bytes.length} bytes`}`);
    }
    this.#world.record(node, 'save', words.join(', '), { detail: patch });
  }

  #inspect(node: Node, state: string): void {
    this.#world.record(node, 'inspect', stateInWords(decode(state)), { detail: state });
  }

  #return(node: Node, id: number, value: string): void {
    const world = this.#world;
    const method = world.invocations.methodOf(id);
    world.record(node, 'return', value, method === undefined ? {} : { method });
    return world.invocations.returned(node, id, this.#payloads.of(value).value);
  }

  #apply(node: Node, text: string): void {
    const world = this.#world;
    world.payload(text);
    if (world.replay) {
      world.record(node, 'apply', stateInWords(decode(text)), { detail: text });
    }
    const { value } = this.#payloads.of(text);
    world.observers.hooks.applied?.(node, value);
  }

  #io(node: Node, id: number, op: IoOp, args: string): void {
    const open = node.files?.open.size ?? 0;
    if (open >= this.#world.caps.ioInFlight)
      return this.#tooMany(node, 'file operations at one time');
    return this.#world.files.begin(node, id, op, args);
  }

  #exit(node: Node, code: number, stack: string | undefined): void {
    this.#world.record(node, 'exit', `code ${code}`);
    if (node.mayExit) {
      this.#world.hash.int(code);
      node.exitCode = code;
      node.cut = true; // Behind it nothing of the event happens any more.
      return;
    }
    this.#world.fail(
      { name: 'process.exit', section: '' },
      `${node.address} called process.exit(${code}): a server of this lab never ends by itself.` +
        trail(stack),
    );
  }

  #fail(node: Node, kind: FailKind, message: string, stack: string | undefined): void {
    // How deep a stack is, and how long the watchdog waits, is the machine's business.
    if (kind === 'endless loop' || message.includes(OVERFLOW)) this.#world.forget();
    this.#world.record(node, 'fail', `${kind}: ${message}`);
    this.#world.fail(PROPERTY_OF[kind], `${node.address}: ${message}${trail(stack)}`);
  }

  #log(node: Node, level: Level, text: string, where: string | undefined): void {
    if (!this.#world.replay) return;
    const topic = /^[A-Z][A-Z0-9]{2,7}(?=\b)/.exec(text)?.[0];
    this.#world.record(node, 'log', text, {
      level,
      ...(topic === undefined ? {} : { topic }),
      ...(where === undefined ? {} : { where }),
    });
  }

  #tooMany(node: Node, what: string): void {
    const limits: Record<string, number> = {
      'effects in one event': this.#world.caps.effectsPerEvent,
      'applies in one event': this.#world.caps.appliesPerEvent,
      'timers at one time': this.#world.caps.timers,
      'bytes in one save': this.#world.caps.saveSize,
      'file operations at one time': this.#world.caps.ioInFlight,
    };
    const explanation =
      `${node.address} has more than ${limits[what]} ${what}. ` +
      `An honest solution of this lab stays far below; something is repeated without end.`;
    this.#world.fail({ name: 'Endless loop', section: '' }, explanation);
  }
}

/** The frames of a stack, without its first line, which repeats the message. */
function trail(stack: string | undefined): string {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames.length === 0 ? '' : `\n${frames.slice(0, 8).join('\n')}`;
}
