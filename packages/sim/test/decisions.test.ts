import { describe, expect, it } from 'vitest';
import { Decisions, type Stream } from '../src/decisions.ts';

/** What a network would draw: a few choices a step. */
function draw(stream: Stream, steps: number): number[][] {
  return Array.from({ length: steps }, () => {
    stream.step();
    return [stream.int(1000, 'delay'), stream.int(10, 'loss'), stream.int(2 ** 32, 'wide')];
  });
}

describe('decisions', () => {
  it('are the same for the same seed and name', () => {
    expect(draw(new Decisions(7).stream('S1>S2'), 50)).toEqual(
      draw(new Decisions(7).stream('S1>S2'), 50),
    );
  });

  it('are others for another seed or another name', () => {
    const one = draw(new Decisions(7).stream('S1>S2'), 5);
    expect(draw(new Decisions(8).stream('S1>S2'), 5)).not.toEqual(one);
    expect(draw(new Decisions(7).stream('S2>S1'), 5)).not.toEqual(one);
  });

  it('of a stream do not depend on what other streams do', () => {
    const alone = draw(new Decisions(7).stream('a'), 20);
    const decisions = new Decisions(7);
    const [a, b] = [decisions.stream('a'), decisions.stream('b')];
    const beside = Array.from({ length: 20 }, () => {
      draw(b, 3);
      return draw(a, 1)[0];
    });
    expect(beside).toEqual(alone);
  });

  it('of one step are the same whatever other steps do, and have its number in their ids', () => {
    const step = (n: number, overrides?: Map<string, number>): number[] => {
      const stream = new Decisions(7, overrides).stepOf('a', n);
      return [stream.int(1000, 'delay'), stream.int(10, 'loss')];
    };
    const before = [1, 2, 3].map((n) => step(n));
    expect(new Set(before.map(([delay]) => delay)).size).toBe(3);
    step(17);
    expect([1, 2, 3].map((n) => step(n))).toEqual(before);
    expect(step(2, new Map([['a#2.delay', 1000]]))).toEqual([1000, before[1]![1]]);
    expect(step(3, new Map([['a#2.delay', 1000]]))).toEqual(before[2]);
  });

  it('are overridden one by one, and no other one shifts', () => {
    const before = draw(new Decisions(7).stream('a'), 20);
    const overrides = new Map([
      ['a#5.delay', 999],
      ['a#6.wide', 12],
      ['b#5.delay', 1],
    ]);
    const after = draw(new Decisions(7, overrides).stream('a'), 20);
    const expected = structuredClone(before);
    expected[4]![0] = 999;
    expected[5]![2] = 12;
    expect(after).toEqual(expected);
  });

  it('of a test are overridden by the number of the draw', () => {
    const draws = (stream: Stream) => [
      stream.within(10, 20),
      stream.chance(0.5),
      stream.pick(['a', 'b', 'c']),
      stream.within(10, 20),
    ];
    const before = draws(new Decisions(3).stream('test'));
    const overrides = new Map([
      ['test#2.chance', before[1] === true ? 2 ** 20 : 0],
      ['test#3.pick', 1],
    ]);
    const after = draws(new Decisions(3, overrides).stream('test'));
    expect(after).toEqual([before[0], before[1] !== true, 'b', before[3]]);
  });

  it('of a word are 32 bits of the seed and the name, or the override', () => {
    const word = new Decisions(7).word('S1/1 random');
    expect(word).toBe(new Decisions(7).word('S1/1 random'));
    expect(word).not.toBe(new Decisions(7).word('S1/2 random'));
    expect(Number.isInteger(word) && word >= 0 && word < 2 ** 32).toBe(true);
    expect(new Decisions(7, new Map([['S1/1 random', 5]])).word('S1/1 random')).toBe(5);
  });
});

describe('a stream', () => {
  const stream = () => new Decisions(1).stream('test');

  it('draws within its bounds, the upper one excluded', () => {
    const draws = stream();
    const seen = new Set(Array.from({ length: 1000 }, () => draws.within(5, 8)));
    expect(seen).toEqual(new Set([5, 6, 7]));
  });

  it('is always true with probability 1 and never with 0', () => {
    const draws = stream();
    const all = Array.from({ length: 1000 }, () => [draws.chance(1), draws.chance(0)]);
    expect(all.every(([one, zero]) => one === true && zero === false)).toBe(true);
  });

  it('shuffles without loss and without touching the list', () => {
    const list = [1, 2, 3, 4, 5];
    const shuffled = stream().shuffle(list);
    expect(new Set(shuffled)).toEqual(new Set(list));
    expect(list).toEqual([1, 2, 3, 4, 5]);
  });

  it('refuses what it cannot draw from', () => {
    expect(() => stream().pick([])).toThrow('nothing to pick from');
    expect(() => stream().within(5, 5)).toThrow(RangeError);
    expect(() => stream().within(0, 1.5)).toThrow(RangeError);
    expect(() => stream().within(NaN, 1)).toThrow(RangeError);
    expect(() => stream().within(0, 2 ** 33)).toThrow(RangeError);
  });
});

/**
 * Uniformity, by Pearson's chi-squared statistic. The bounds are those of a chance of about one in a
 * million, but the numbers are fixed by the seeds: each of these passes always or never.
 */
describe('choices are uniform', () => {
  it('along a stream', () => {
    const draws = new Decisions(42).stream('test');
    expect(chiSquared(100, 100_000, () => draws.within(0, 100))).toBeLessThan(185);
  });

  it('over the seeds, for the first and the second choice, and for both together', () => {
    let seed = 0;
    const pair = (): [number, number] => {
      const draws = new Decisions(seed++).stream('test');
      return [draws.within(0, 10), draws.within(0, 10)];
    };
    expect(chiSquared(10, 20_000, () => pair()[0])).toBeLessThan(43);
    expect(chiSquared(10, 20_000, () => pair()[1])).toBeLessThan(43);
    const joint = (): number => {
      const [first, second] = pair();
      return first * 10 + second;
    };
    expect(chiSquared(100, 20_000, joint)).toBeLessThan(185);
  });

  it('over the links of one seed', () => {
    let n = 0;
    const joint = (): number => {
      const decisions = new Decisions(1);
      const here = decisions.stream(`S${n}>S${n + 1}`).int(10, 'lan');
      const back = decisions.stream(`S${n + 1}>S${n}`).int(10, 'lan');
      n += 1;
      return here * 10 + back;
    };
    expect(chiSquared(100, 20_000, joint)).toBeLessThan(185);
  });

  it('with the probability that was asked for', () => {
    const draws = new Decisions(5).stream('test');
    let hits = 0;
    for (let i = 0; i < 100_000; i++) if (draws.chance(0.1)) hits += 1;
    expect(Math.abs(hits - 10_000)).toBeLessThan(5 * Math.sqrt(100_000 * 0.1 * 0.9));
  });

  it('in every order of a shuffle', () => {
    const draws = new Decisions(9).stream('test');
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = draws.shuffle([1, 2, 3, 4]).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    const statistic = [...orders.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(statistic).toBeLessThan(71);
  });

  function chiSquared(cells: number, draws: number, next: () => number): number {
    const counts = Array.from({ length: cells }, () => 0);
    for (let i = 0; i < draws; i++) counts[next()]! += 1;
    const expected = draws / cells;
    return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  }
});
