/**
 * The values of a key, as they are held in memory and in files: equal ones that follow each other are
 * written once, with their number. So the 500 ones of a frequent word are `["the","1",500]`, and an
 * application that counts need not have a combiner to be fast.
 */

/** `[key, value, times, value, times, …]`, as plain JSON. */
export type Group = [key: string, ...valuesAndTimes: (string | number)[]];

/** @returns whether the group has grown: a value like the last one takes no room */
export function addValue(group: Group, value: string, times: number): boolean {
  const last = group.length - 1;
  if (group[last - 1] === value) {
    group[last] = (group[last] as number) + times;
    return false;
  }
  group.push(value, times);
  return true;
}

/** The values one by one. */
export function* valuesOf(group: Group): Generator<string> {
  for (let at = 1; at < group.length; at += 2) {
    const value = group[at] as string;
    for (let times = group[at + 1] as number; times > 0; times--) yield value;
  }
}

/** The order of the keys (§4.2): that of their UTF-16 code units, as `<` and `sort()` have it. */
export function byKey([a]: Group, [b]: Group): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
