import { describe, expect, it } from 'vitest';
import { Schedule, type Ticket } from '../src/schedule.ts';

const cases = ['a', 'b', 'c'];

/** Takes tickets until there are no more, each seed in so many ms. */
function drain(schedule: Schedule, ms = 1000): Map<string, number[]> {
  const seen = new Map<string, number[]>(cases.map((id) => [id, []]));
  for (let ticket = schedule.next(); ticket; ticket = schedule.next()) {
    seen.get(ticket.case)?.push(...ticket.seeds);
    for (const _ of ticket.seeds) schedule.ended(ticket.case, { wallMs: ms });
  }
  return seen;
}

it('gives each case the same seeds, from the base on', () => {
  const seen = drain(new Schedule({ cases, base: 7, runs: 3 }));
  expect([...seen.values()]).toEqual([
    [7, 8, 9],
    [7, 8, 9],
    [7, 8, 9],
  ]);
});

it('hands out real cases apart, one run each unless more are asked for', () => {
  const schedule = new Schedule({ cases, base: 1, real: new Set(['b']) });
  expect([schedule.next()?.case, schedule.next()?.case, schedule.next()]).toEqual([
    'a',
    'c',
    undefined,
  ]);
  expect(schedule.next('real')).toEqual({ case: 'b', seeds: [1] });
  schedule.ended('b', { wallMs: 1000 });
  expect(schedule.next('real')).toBeUndefined();
  const twice = new Schedule({ cases, base: 1, runs: 2, real: new Set(['b']) });
  expect(twice.next('real')).toEqual({ case: 'b', seeds: [1] });
  twice.ended('b', { wallMs: 1000 });
  expect(twice.next('real')).toEqual({ case: 'b', seeds: [2] });
});

it('goes round the cases', () => {
  const schedule = new Schedule({ cases, base: 1 });
  const order: string[] = [];
  for (let i = 0; i < 7; i++) {
    const ticket = schedule.next() as Ticket;
    order.push(ticket.case);
    schedule.ended(ticket.case, { wallMs: 1000 });
  }
  expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
});

it('makes tasks of about 0.3 s, growing from one seed on', () => {
  const sizes = (wallMs: number) => {
    const schedule = new Schedule({ cases: ['a'], base: 1 });
    return Array.from({ length: 8 }, () => {
      const ticket = schedule.next() as Ticket;
      schedule.ended('a', { wallMs });
      return ticket.seeds.length;
    });
  };
  expect(sizes(10)).toEqual([1, 1, 2, 4, 8, 16, 30, 30]);
  expect(sizes(1)).toEqual([1, 1, 2, 4, 8, 16, 32, 64]);
  expect(sizes(1000)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

it('waits for the first run of a case before it gives it more', () => {
  const schedule = new Schedule({ cases: ['a'], base: 1, runs: 5 });
  expect(schedule.next()?.seeds).toEqual([1]);
  expect(schedule.next()).toBeUndefined();
  schedule.ended('a', { wallMs: 1000 });
  expect(schedule.next()?.seeds).toEqual([2]);
  expect(schedule.next()?.seeds).toEqual([3]);
});

it('never makes a task longer than the runs that are left', () => {
  const schedule = new Schedule({ cases: ['a'], base: 1, runs: 5 });
  schedule.next();
  schedule.ended('a', { wallMs: 1 });
  const rest = [schedule.next(), schedule.next(), schedule.next()];
  expect(rest.map((ticket) => ticket?.seeds)).toEqual([[2], [3, 4], [5]]);
  expect(schedule.next()).toBeUndefined();
});

describe('when time is up', () => {
  it('a case without a run still gets one', () => {
    const schedule = new Schedule({ cases, base: 1 });
    expect(schedule.next()?.case).toBe('a');
    schedule.timeIsUp();
    expect(schedule.next()).toEqual({ case: 'b', seeds: [1] });
    expect(schedule.next()).toEqual({ case: 'c', seeds: [1] });
    expect(schedule.next()).toBeUndefined();
  });

  it('nobody gets one after a halt', () => {
    const schedule = new Schedule({ cases, base: 1 });
    schedule.halt();
    schedule.timeIsUp();
    expect(schedule.next()).toBeUndefined();
  });
});

describe('seeds that come first', () => {
  it('are all run, however few runs were asked for, and not twice', () => {
    const first = new Map([['a', [2, 90, 91]]]);
    const seen = drain(new Schedule({ cases: ['a', 'b'], base: 1, runs: 2, first }));
    expect(seen.get('a')).toEqual([2, 90, 91]);
    expect(seen.get('b')).toEqual([1, 2]);
    const more = drain(new Schedule({ cases: ['a'], base: 1, runs: 6, first }));
    expect(more.get('a')).toEqual([2, 90, 91, 1, 3, 4]);
  });
});

it('gives seeds that were given back again, before others', () => {
  const schedule = new Schedule({ cases: ['a'], base: 1, runs: 5 });
  schedule.next();
  schedule.ended('a', { wallMs: 1 });
  schedule.next();
  expect(schedule.next()?.seeds).toEqual([3, 4]);
  schedule.giveBack('a', [3, 4]);
  expect(schedule.next()?.seeds).toEqual([3, 4]);
});

describe('a case that hangs', () => {
  it('gets no more seeds after three in a row', () => {
    const schedule = new Schedule({ cases: ['a', 'b'], base: 1, runs: 10 });
    schedule.ended('b', { wallMs: 10 });
    for (let i = 0; i < 3; i++) schedule.ended('a', { wallMs: 2000, hang: true });
    expect(schedule.stopped('a')).toBe('does not come back');
    expect(schedule.next()?.case).toBe('b');
  });

  it('goes on when it also passes', () => {
    const schedule = new Schedule({ cases: ['a'], base: 1, runs: 10 });
    for (const hang of [true, true, false, true, true]) schedule.ended('a', { wallMs: 10, hang });
    expect(schedule.stopped('a')).toBeUndefined();
  });

  it('ends it for all when three cases do nothing else', () => {
    const schedule = new Schedule({ cases: [...cases, 'd'], base: 1, runs: 10 });
    for (const id of cases) schedule.ended(id, { wallMs: 2000, hang: true });
    expect(schedule.stopped('d')).toBe('nothing comes back');
    expect(schedule.next()).toBeUndefined();
  });
});

describe('a case that fails always', () => {
  const fail = (schedule: Schedule, times: number) => {
    for (let i = 0; i < times; i++) schedule.ended('a', { wallMs: 10, failed: true });
    return schedule.stopped('a');
  };

  it('leaves its share of the budget to the others after twenty runs', () => {
    const schedule = new Schedule({ cases, base: 1 });
    expect(fail(schedule, 19)).toBeUndefined();
    expect(fail(schedule, 1)).toBe('always fails');
  });

  it('gets all the runs that were asked for', () => {
    expect(fail(new Schedule({ cases, base: 1, runs: 100 }), 50)).toBeUndefined();
  });

  it('goes on when it passed once', () => {
    const schedule = new Schedule({ cases, base: 1 });
    schedule.ended('a', { wallMs: 10 });
    expect(fail(schedule, 50)).toBeUndefined();
  });
});

it('knows the first seed that nobody has used', () => {
  const schedule = new Schedule({ cases, base: 4294967295, runs: 2 });
  const seen = drain(schedule);
  expect(seen.get('a')).toEqual([4294967295, 0]);
  expect(schedule.nextSeed).toBe(1);
});
