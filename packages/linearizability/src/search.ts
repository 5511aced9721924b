/**
 * The search for a linearization: Wing & Gong's (1993), with Lowe's improvements (2017).
 *
 * Of the operations left, the one that returns first must be next, unless others that were called before
 * that return go first. These are the candidates; what is done is taken out of a doubly linked list, so
 * they stand at its front. Just in time: nothing is done before a return asks for it. After a dead end
 * the last choice is taken back. A configuration (which operations are done, and the state) that was
 * there before leads nowhere new, so each is visited once.
 *
 * An optional operation may be left out. That is decided when it would have to be done, as late as possible.
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
import type { Remaining, Sight } from './sight.ts';

/** There is no linearization but those that the search has answered with. */
export const NO_MORE = Symbol('no more');
/** The budget was spent before it was known whether there is one more. */
export const GAVE_UP = Symbol('gave up');

/** Number of reads, those that return first, that are tested for being hopeless at each configuration. */
const LOOKAHEAD = 16;

/** Work of storing a number, which takes memory too. */
const WORD = 4;

/** Nothing is done, so nothing can be taken back. */
const AT_START = -2;

/** An operation was done by choice, with others still to be tried. */
const CHOSEN = 0;
/** An operation was done at once, without a choice. */
const FORCED = 1;
/** An optional operation was left out. */
const SKIPPED = 2;
type How = typeof CHOSEN | typeof FORCED | typeof SKIPPED;

export interface SearchOptions<Inner> {
  readonly part: Pick<
    Part<unknown, unknown, unknown>,
    'callRank' | 'returnRank' | 'readOnly' | 'optional'
  >;
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

  // What is done, in its order; the states before, between and after; how it was done.
  readonly #order: Int32Array;
  readonly #states: Inner[] = [];
  readonly #how: Uint8Array;
  #depth = 0;
  #arriving = true;

  readonly #seen = new Seen();
  readonly #stateIds = new Map<string | number, number>();
  readonly #remaining: Remaining;

  constructor(options: SearchOptions<Inner>) {
    const { from, to } = options.segment;
    this.#options = options;
    this.#left = new Left(options.part, options.segment);
    this.#order = new Int32Array(to - from);
    this.#how = new Uint8Array(to - from);
    this.#remaining = remainingOf(this.#left, options);
  }

  get state(): Inner {
    return this.#states[this.#depth] as Inner;
  }

  /** What is done, as indices of operations. */
  order(): number[] {
    const { from } = this.#options.segment;
    const done = [...this.#order.subarray(0, this.#depth)];
    return done.filter((_, i) => this.#how[i] !== SKIPPED).map((op) => op + from);
  }

  /** The operations of which one must be next; the model refuses them. */
  candidates(): number[] {
    const candidates: number[] = [];
    for (let op = this.#left.candidate(NONE); op !== NONE; op = this.#left.candidate(op)) {
      if (!this.#needNotBeDone(op)) candidates.push(op + this.#options.segment.from);
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
      const isDeadEnd = tried === NONE && !this.#arrive();
      if (this.#options.budget.isOver) return GAVE_UP;
      if (!isDeadEnd && this.#left.isNothing) return this.state;
      tried = !isDeadEnd && this.#goOn(tried) ? NONE : this.#undo();
    }
    return NO_MORE;
  }

  /** Does the next candidate behind `tried` that fits. When none does, it may skip one. */
  #goOn(tried: number): boolean {
    const op = this.#choose(tried);
    if (op === NONE) return this.#skip();
    this.#do(op, CHOSEN);
    return true;
  }

  /** Leaves out the operation that returns first, if it is optional: it can't be done any later. */
  #skip(): boolean {
    const op = this.#left.candidate(NONE);
    if (op === NONE || !this.#isOptional(op)) return false;
    this.#states[this.#depth + 1] = this.state;
    this.#do(op, SKIPPED);
    return true;
  }

  /** Whether there is something to look for from here. */
  #arrive(): boolean {
    this.#doSilent();
    if (this.#isHopeless() || !this.#isNew()) return false;
    this.#options.budget.countState();
    this.#options.watch?.(this);
    return true;
  }

  /** Does what is best done at once, since it changes nothing here, and is no better later. */
  #doSilent(): void {
    let op = this.#left.candidateByCall(NONE);
    while (op !== NONE) {
      if (this.#isSilent(op)) this.#do(op, FORCED);
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
    const { sight, segment, nextRead, budget } = this.#options;
    if (sight.hopeless === undefined) return false;
    let read = this.#left.readAfter(NONE);
    for (let i = 0; i < LOOKAHEAD && read !== NONE; i++) {
      budget.spend(1);
      if (sight.hopeless(this.state, read + segment.from, this.#remaining)) return true;
      read = this.#left.readAfter(read);
    }
    if (read !== NONE || nextRead === undefined) return false;
    budget.spend(1);
    return sight.hopeless(this.state, nextRead, this.#remaining);
  }

  #isNew(): boolean {
    const key = this.#options.sight.key(this.state);
    const id = this.#stateIds.get(key) ?? this.#stateIds.size;
    this.#stateIds.set(key, id);
    const configuration = this.#left.configuration(id);
    this.#options.budget.spend(WORD * configuration.length);
    return this.#seen.add(configuration);
  }

  /** The next candidate behind `tried` that fits. */
  #choose(tried: number): number {
    let op = this.#left.candidate(tried);
    while (op !== NONE && !this.#fits(op)) op = this.#left.candidate(op);
    return op;
  }

  /** Whether an operation can be next. If so, the state after it stands ready. */
  #fits(op: number): boolean {
    const { sight, segment, budget } = this.#options;
    budget.spend(1);
    const state = sight.step(this.state, op + segment.from);
    if (state === undefined) return false;
    // An operation that need not be done, and changes nothing, may as well never have happened.
    if (this.#needNotBeDone(op) && sight.key(state) === sight.key(this.state)) return false;
    this.#states[this.#depth + 1] = state;
    return true;
  }

  #needNotBeDone(op: number): boolean {
    return this.#left.isPending(op) || this.#isOptional(op);
  }

  #isOptional(op: number): boolean {
    const { part, segment } = this.#options;
    return part.optional?.[op + segment.from] === 1;
  }

  #do(op: number, how: How): void {
    this.#left.do(op);
    this.#order[this.#depth] = op;
    this.#how[this.#depth] = how;
    this.#depth += 1;
  }

  /** Takes back the last choice, and what was done without one since; answers which it was. */
  #undo(): number {
    while (this.#depth > 0) {
      this.#depth -= 1;
      const op = at(this.#order, this.#depth);
      this.#left.undo(op);
      if (this.#how[this.#depth] === CHOSEN) return op;
    }
    return AT_START;
  }
}

type Bounds = Pick<SearchOptions<never>, 'segment' | 'budget'>;

/** Operations that a search has not placed yet: of its segment, and everything behind it. */
function remainingOf(left: Left, { segment, budget }: Bounds): Remaining {
  const { from, to } = segment;
  return {
    get from() {
      return from + left.from;
    },
    has(index) {
      budget.spend(1);
      return index >= to || (index >= from && left.has(index - from));
    },
  };
}
