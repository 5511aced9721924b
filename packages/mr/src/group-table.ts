import type { App } from 'mr';
import { addValue, byKey, type Group, valuesOf } from './group.ts';

type Combine = NonNullable<App['combine']>;

/** Bytes of memory, about: of a key with its first value, and of each further value. */
const COST_OF_KEY = 200;
const COST_OF_VALUE = 50;

/** Bytes that a task holds in memory, about. The garbage of the work on them is as much again. */
const FULL = 48 * 1024 * 1024;

/** What a task holds in memory before it goes to disk: pairs, gathered by key. */
export class GroupTable {
  /** Bytes of memory, about. */
  private size = 0;
  private readonly groups = new Map<string, Group>();

  add(key: string, value: string, times: number): void {
    const group = this.groups.get(key);
    if (group === undefined) {
      const owned = ownCopy(key);
      this.groups.set(owned, [owned, ownCopy(value), times]);
      this.size += COST_OF_KEY + 2 * (key.length + value.length);
    } else if (addValue(group, value, times)) {
      group[group.length - 2] = ownCopy(value);
      this.size += COST_OF_VALUE + 2 * value.length;
    }
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
    const groups = this.takeAll();
    for (const group of groups) {
      const [key] = group;
      combine(key, valuesOf(group), (value) => this.add(key, value, 1));
    }
  }

  /** @returns the groups, in no order; none is left */
  takeAll(): Group[] {
    const groups = [...this.groups.values()];
    this.groups.clear();
    this.size = 0;
    return groups;
  }

  /** @returns the groups in the order of their keys; none is left */
  takeSorted(): Group[] {
    return this.takeAll().sort(byKey);
  }
}

/**
 * V8 keeps a part of a text as a view of the whole: a word of 13 letters would hold the block of the
 * file in which it stands. A copy that was joined and cut holds no more than itself.
 */
function ownCopy(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
