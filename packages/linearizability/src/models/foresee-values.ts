import type { History } from '../operation.ts';
import type { Remaining, Sight } from '../sight.ts';
import { anyRemains, callsBeforeReturns, type Changes } from './changes.ts';
import type { KeyValueOp, KeyValueResult } from './key-value.ts';
import { type Prefix, PrefixTree } from './prefix-tree.ts';
import { type Composed, Sources } from './sources.ts';

/** The values of one key, given which of them were returned. */
export function foreseeValues(history: History<KeyValueOp, KeyValueResult>): Sight<string, Prefix> {
  const results = new Set<string>();
  for (const { returned } of history) {
    if (typeof returned?.result === 'string') results.add(returned.result);
  }
  const tree = new PrefixTree(results);
  const valueOf = (text: string): Prefix => tree.append(tree.root, text);
  /** By the operation: for a get, the value that it found; for a put, the value that it leaves. */
  const values = history.map(({ op, returned }): Prefix | undefined => {
    if (op.kind === 'put') return valueOf(op.value);
    const result = op.kind === 'get' ? returned?.result : undefined;
    return typeof result === 'string' ? valueOf(result) : undefined;
  });
  const sources = new Sources(history, tree);
  const callsBefore = callsBeforeReturns(history);
  let composed: Composed | undefined;

  return {
    from(text) {
      const state = valueOf(text);
      composed ??= sources.composedFrom(state);
      return state;
    },
    step(state, index) {
      const operation = history[index];
      switch (operation?.op.kind) {
        case 'put':
          return values[index];
        case 'append':
          return tree.append(state, operation.op.value);
        default:
          return operation?.returned === undefined || values[index] === state ? state : undefined;
      }
    },
    key: ({ id }) => id,
    isUnseen(index) {
      const op = history[index]?.op;
      if (op?.kind === 'put') return values[index] === tree.unread;
      if (op?.kind !== 'append' || composed === undefined) return false;
      const appends = sources.appends(op.value);
      return appends !== undefined && !composed.pieces.has(appends);
    },
    hopeless(state, read, remaining) {
      const value = values[read];
      if (value === undefined || value === state) return false;
      const end = callsBefore(read);
      if (!anyOf(sources.last(value), end, remaining)) return true;
      const next = state.leadsTo(value) ? composed?.next(value, state.length) : undefined;
      if (next !== undefined && anyOf(next, end, remaining)) return false;
      return !anyOf(sources.first(value), end, remaining);
    },
    impossible(start, read) {
      const value = values[read];
      if (value === undefined || value === start) return false;
      const end = callsBefore(read);
      if (!sources.last(value).some(({ indices: [earliest = end] }) => earliest < end)) return true;
      return composed?.has(value) === false;
    },
  };
}

function anyOf(alternatives: readonly Changes[], end: number, remaining: Remaining): boolean {
  for (const { indices } of alternatives) if (anyRemains(indices, end, remaining)) return true;
  return false;
}
