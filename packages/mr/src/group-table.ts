import type { App } from 'mr';
import { byKey, type Group, GroupValues } from './group.ts';

type Combine = NonNullable<App['combine']>;

/** Bytes of memory, about: of a key with its first value, and of each further value. */
const COST_OF_KEY = 200;
const COST_OF_VALUE = 50;

/** Bytes that a task holds in memory, about. The garbage of the work on them is as much again. */
const FULL = 32 * 1024 * 1024;

/** A key with its last value, which most often is the next one as well, and with those before. */
interface Gathered {
  readonly key: string;
  value: string;
  /** 0: a combiner has left no value. */
  times: number;
  before: (string | number)[] | undefined;
}

/** Values and times of a group at most, so that it is written in a moment. */
const PART = 2 * 1000;

/** What a task holds in memory before it goes to disk: pairs, gathered by key. */
export class GroupTable {
  /** Bytes of memory, about. */
  private size = 0;
  private readonly gathered = new Map<string, Gathered>();

  add(key: string, value: string, times: number): void {
    const gathered = this.gathered.get(key);
    if (gathered === undefined) this.addKey(ownCopy(key), ownCopy(value), times);
    else if (gathered.value === value) gathered.times += times;
    else this.addValue(gathered, ownCopy(value), times);
  }

  private addKey(key: string, value: string, times: number): void {
    this.gathered.set(key, { key, value, times, before: undefined });
    this.size += COST_OF_KEY + 2 * (key.length + value.length);
  }

  private addValue(gathered: Gathered, value: string, times: number): void {
    if (gathered.times > 0) {
      gathered.before ??= [];
      gathered.before.push(gathered.value, gathered.times);
    }
    this.size += COST_OF_VALUE + 2 * value.length;
    gathered.value = value;
    gathered.times = times;
  }

  /** The groups must be taken, or combined, before more is added. */
  get isFull(): boolean {
    return this.size >= FULL;
  }

  get isHalfFull(): boolean {
    return this.size >= FULL / 2;
  }

  /** Has the application do a part of the work of `reduce` (§4.3). */
  combine(combine: Combine): void {
    let target: Gathered;
    const emit = (value: string): void => this.addValue(target, ownCopy(value), 1);
    this.size = 0;
    for (target of this.gathered.values()) {
      const values = new GroupValues(groupOf(target));
      target.times = 0;
      target.before = undefined;
      this.size += COST_OF_KEY + 2 * target.key.length;
      combine(target.key, values, emit);
    }
  }

  /** @returns the groups, in no order but those of a key together; none is left */
  takeAll(): Group[] {
    const groups: Group[] = [];
    for (const gathered of this.gathered.values()) {
      if (gathered.before) groups.push(...partsOf(gathered));
      else if (gathered.times > 0) groups.push(groupOf(gathered));
    }
    this.gathered.clear();
    this.size = 0;
    return groups;
  }

  /** @returns the groups in the order of their keys; none is left */
  takeSorted(): Group[] {
    return this.takeAll().sort(byKey);
  }
}

function groupOf({ key, value, times, before }: Gathered): Group {
  return before ? [key, ...before, value, times] : [key, value, times];
}

/** A key may have so many values that they are better written piece by piece. */
function* partsOf(gathered: Gathered): Generator<Group> {
  const [key, ...rest] = groupOf(gathered);
  for (let at = 0; at < rest.length; at += PART) yield [key, ...rest.slice(at, at + PART)];
}

/**
 * V8 keeps a part of a text as a view of the whole: a word of 13 letters would hold the block of the
 * file in which it stands. A copy that was joined and cut holds no more than itself.
 */
function ownCopy(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
