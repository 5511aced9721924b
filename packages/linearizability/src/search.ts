/**
 * The search for a linearization: Wing & Gong's (1993), with Lowe's improvements (2017).
 *
 * Of the operations left, the one that returns first must be next, unless others that were called before
 * that return go first. These are the candidates; what is done is taken out of a doubly linked list, so
 * they stand at its front. Just in time: nothing is done before a return asks for it. After a dead end
 * the last choice is taken back. A configuration (which operations are done, and the state) that was
 * there before leads nowhere new, so each is visited once.
 *
 * Two things are ours, for histories with many reads:
 *
 * - A read-only operation that fits is done at once, and that is never taken back. In any linearization
 *   of what is left, the read can be moved to the front, since it changes no state. The same holds for a
 *   change that changes nothing here, and that no result can show wherever it is ({@link Sight.isUnseen}).
 * - A state in which one of the next reads to return can't get its result any more is a dead end at once
 *   ({@link Sight.hopeless}), not only when that read must return.
 */
import type { Budget } from './budget.ts';
import { Left, NONE } from './left.ts';
import { at } from './links.ts';
import type { Part } from './part.ts';
import { Seen } from './seen.ts';
import type { Segment } from './segments.ts';
import type { Sight } from './sight.ts';

/** There is no linearization but those that the search has answered with. */
export const NO_MORE = Symbol('no more');
/** The budget was spent before it was known whether there is one more. */
export const GAVE_UP = Symbol('gave up');

/** Of so many reads, those that return first, it is seen whether they have a chance still. */
const LOOKAHEAD = 16;

/** Nothing is done, so nothing can be taken back. */
const AT_START = -2;

export interface SearchOptions<Inner> {
  readonly part: Pick<Part<unknown, unknown, unknown>, 'callRank' | 'returnRank' | 'readOnly'>;
  readonly segment: Segment;
  readonly sight: Sight<never, Inner>;
  readonly budget: Budget;
  /** The read behind the segment that returns first. */
  readonly nextRead?: number | undefined;
  /** Called at each new configuration. */
  readonly watch?: ((search: Search<Inner>) => void) | undefined;
}

/** Looks for the states that the linearizations of a segment lead to. */
export class Search<Inner> {
  readonly #options: SearchOptions<Inner>;
  readonly #left: Left;

  // What is done, in its order; the states before, between and after; what was done without a choice.
  readonly #order: Int32Array;
  readonly #states: Inner[] = [];
  readonly #forced: Uint8Array;
  #depth = 0;
  #arriving = true;

  readonly #seen = new Seen();
  readonly #stateIds = new Map<string | number, number>();
  readonly #isLeft: (index: number) => boolean;

  constructor(options: SearchOptions<Inner>) {
    const { from, to } = options.segment;
    this.#options = options;
    this.#left = new Left(options.part, options.segment);
    this.#order = new Int32Array(to - from);
    this.#forced = new Uint8Array(to - from);
    this.#isLeft = (index) => index >= to || (index >= from && this.#left.has(index - from));
  }

  get state(): Inner {
    return this.#states[this.#depth] as Inner;
  }

  /** What is done, as indices of operations. */
  order(): number[] {
    return Array.from(
      this.#order.subarray(0, this.#depth),
      (op) => op + this.#options.segment.from,
    );
  }

  /** The completed operations that could be next, if the model lets them. */
  candidates(): number[] {
    const candidates: number[] = [];
    for (let op = this.#left.candidate(NONE); op !== NONE; op = this.#left.candidate(op)) {
      if (!this.#left.isPending(op)) candidates.push(op + this.#options.segment.from);
    }
    return candidates;
  }

  /** Starts over from a state. What was visited from other states stays so: it leads nowhere new. */
  begin(state: Inner): void {
    this.#states[0] = state;
    this.#arriving = true;
  }

  /** The state after one more linearization, another one than all that were answered before. */
  next(): Inner | typeof NO_MORE | typeof GAVE_UP {
    let tried = this.#arriving ? NONE : this.#undo();
    this.#arriving = false;
    while (tried !== AT_START) {
      if (tried !== NONE || this.#arrive()) {
        if (this.#options.budget.isOver) return GAVE_UP;
        if (this.#left.isNothing) return this.state;
        const op = this.#choose(tried);
        if (op !== NONE) this.#do(op, 0);
        tried = op === NONE ? this.#undo() : NONE;
      } else {
        tried = this.#undo();
      }
    }
    return NO_MORE;
  }

  /** Whether there is something to look for from here. */
  #arrive(): boolean {
    this.#doSilent();
    if (this.#isHopeless() || !this.#isNew()) return false;
    this.#options.budget.spend();
    this.#options.watch?.(this);
    return true;
  }

  /** Does what is best done at once, since it changes nothing here, and is no better later. */
  #doSilent(): void {
    let op = this.#left.candidateByCall(NONE);
    while (op !== NONE) {
      if (this.#isSilent(op)) this.#do(op, 1);
      op = this.#left.candidateByCall(op);
    }
  }

  #isSilent(op: number): boolean {
    const { sight, segment } = this.#options;
    if (this.#left.isRead(op)) return this.#fits(op);
    if (sight.isUnseen === undefined || !this.#fits(op)) return false;
    const next = this.#states[this.#depth + 1] as Inner;
    return sight.key(next) === sight.key(this.state) && sight.isUnseen(op + segment.from);
  }

  #isHopeless(): boolean {
    const { sight, segment, nextRead } = this.#options;
    if (sight.hopeless === undefined) return false;
    let read = this.#left.readAfter(NONE);
    for (let i = 0; i < LOOKAHEAD && read !== NONE; i++) {
      if (sight.hopeless(this.state, read + segment.from, this.#isLeft)) return true;
      read = this.#left.readAfter(read);
    }
    if (read !== NONE || nextRead === undefined) return false;
    return sight.hopeless(this.state, nextRead, this.#isLeft);
  }

  #isNew(): boolean {
    const key = this.#options.sight.key(this.state);
    const id = this.#stateIds.get(key) ?? this.#stateIds.size;
    this.#stateIds.set(key, id);
    return this.#seen.add(this.#left.configuration(id));
  }

  /** The next candidate behind `tried` that fits. */
  #choose(tried: number): number {
    let op = this.#left.candidate(tried);
    while (op !== NONE && !this.#fits(op)) op = this.#left.candidate(op);
    return op;
  }

  /** Whether an operation can be next. If so, the state after it stands ready. */
  #fits(op: number): boolean {
    const { sight, segment } = this.#options;
    const state = sight.step(this.state, op + segment.from);
    if (state === undefined) return false;
    // A pending operation that changes nothing may as well never have happened.
    if (this.#left.isPending(op) && sight.key(state) === sight.key(this.state)) return false;
    this.#states[this.#depth + 1] = state;
    return true;
  }

  #do(op: number, forced: 0 | 1): void {
    this.#left.do(op);
    this.#order[this.#depth] = op;
    this.#forced[this.#depth] = forced;
    this.#depth += 1;
  }

  /** Takes back the last choice, and what was done without one since; answers which it was. */
  #undo(): number {
    while (this.#depth > 0) {
      this.#depth -= 1;
      const op = at(this.#order, this.#depth);
      this.#left.undo(op);
      if (this.#forced[this.#depth] === 0) return op;
    }
    return AT_START;
  }
}
