import type { Recipe } from '../../generate/index.ts';

/** Longer histories, by their names without the verdict. `make.ts` makes the files of them. */
export const recipes: Readonly<Record<string, Recipe>> = {
  'clients-3': { seed: 1, clients: 3, operations: 60, think: 10 },
  'clients-5-keys-2-pending': {
    seed: 2,
    clients: 5,
    operations: 60,
    keys: 2,
    think: 20,
    pending: 0.1,
  },
  'clients-6-puts': { seed: 3, clients: 6, operations: 60, puts: 0.3, appends: 0.3 },
  'stale-read': { seed: 11, clients: 4, operations: 60, think: 20, fault: 'stale read' },
  'lost-update': { seed: 6, clients: 4, operations: 60, keys: 2, think: 20, fault: 'lost update' },
  'done-twice-pending': {
    seed: 6,
    clients: 3,
    operations: 60,
    think: 20,
    pending: 0.1,
    fault: 'done twice',
  },
  'made-up-value': { seed: 7, clients: 8, operations: 60, think: 20, fault: 'made-up value' },
  // A server may be wrong, and nobody can tell: the put that was lost could have come first.
  'lost-update-hidden': { seed: 8, clients: 6, operations: 60, puts: 0.5, fault: 'lost update' },
};
