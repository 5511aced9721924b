/**
 * The values of a key, as they are held in memory and in files: equal ones that follow each other are
 * written once, with their number. So the 500 ones of a frequent word are `["the","1",500]`, and an
 * application that counts need not have a combiner to be fast.
 */

/** `[key, value, times, value, times, …]`, as plain JSON. */
export type Group = [key: string, ...valuesAndTimes: (string | number)[]];

/**
 * The values of a group one by one. Written by hand: a generator takes three times as long, and here a
 * combiner spends its time.
 */
export class GroupValues implements IterableIterator<string> {
  private readonly group: Group;
  private at = -1; // Of the value at hand.
  private value = '';
  private times = 0;

  constructor(group: Group) {
    this.group = group;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<string, undefined> {
    if (this.times === 0) {
      this.at += 2;
      if (this.at >= this.group.length) return { done: true, value: undefined };
      this.value = this.group[this.at] as string;
      this.times = this.group[this.at + 1] as number;
    }
    this.times -= 1;
    return { done: false, value: this.value };
  }
}

/** The order of the keys (§4.2): that of their UTF-16 code units, as `<` and `sort()` have it. */
export function byKey([a]: Group, [b]: Group): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
