import type { History } from '../operation.ts';
import type { Sight } from '../sight.ts';
import type { KeyValueOp, KeyValueResult } from './key-value.ts';
import { type Prefix, PrefixTree } from './prefix-tree.ts';
import { Sources } from './sources.ts';

/** The values of one key, knowing which of them were returned. */
export function foreseeValues(history: History<KeyValueOp, KeyValueResult>): Sight<string, Prefix> {
  const results = new Set<string>();
  for (const { returned } of history) {
    if (typeof returned?.result === 'string') results.add(returned.result);
  }
  const tree = new PrefixTree(results);
  const valueOf = (text: string): Prefix => tree.append(tree.root, text);
  /** By the operation: for a get, the value that it found. */
  const found: (Prefix | undefined)[] = [];
  for (const { op, returned } of history) {
    const result = op.kind === 'get' ? returned?.result : undefined;
    found.push(typeof result === 'string' ? valueOf(result) : undefined);
  }
  const sources = new Sources(history, tree);

  return {
    from: valueOf,
    step(state, index) {
      const operation = history[index];
      switch (operation?.op.kind) {
        case 'put':
          return valueOf(operation.op.value);
        case 'append':
          return tree.append(state, operation.op.value);
        default:
          return operation?.returned === undefined || found[index] === state ? state : undefined;
      }
    },
    key: ({ id }) => id,
    isUnseen(index) {
      const op = history[index]?.op;
      if (op?.kind === 'put') return valueOf(op.value) === tree.unread;
      return op?.kind === 'append' && !sources.found(op.value);
    },
    hopeless(state, read, isLeft) {
      const value = found[read];
      if (value === undefined || value === state) return false;
      if (!sources.last(value).some(isLeft)) return true;
      return !state.leadsTo(value) && !sources.first(value).some(isLeft);
    },
  };
}
