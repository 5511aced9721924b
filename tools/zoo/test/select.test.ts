import { expect, it } from 'vitest';
import { choose } from '../src/select.ts';

function chosen(...names: string[]): unknown {
  return choose(names).map(({ lab, bugs, isWhole }) => [
    lab.name,
    isWhole ? 'all' : bugs.map(({ id }) => id),
  ]);
}

it('chooses bugs by their ids, with or without the letter, and whole labs by their names', () => {
  expect(chosen('K6', 'e18a')).toEqual([
    ['raft', ['E18a']],
    ['kvraft', ['K6a', 'K6b']],
  ]);
  expect(chosen('KVraft', 'E3b')).toEqual([
    ['raft', ['E3b']],
    ['kvraft', 'all'],
  ]);
});

it('chooses correct variants by their ids', () => {
  const variants = choose(['SLOW', 'no fast backup', 'read index', 'E3b']).map((part) => [
    part.lab.name,
    part.bugs.map(({ id }) => id),
    part.variants.map(({ id }) => id),
  ]);
  expect(variants).toEqual([
    ['raft', ['E3b'], ['slow', 'no fast backup']],
    ['kvraft', [], ['read index']],
  ]);
  expect(() => choose(['slwo'])).toThrow('There is no bug, variant or lab "slwo". Did you mean');
});

it('chooses all labs when nothing is named', () => {
  expect(chosen()).toEqual([
    ['raft', 'all'],
    ['kvraft', 'all'],
    ['mr', 'all'],
  ]);
});
