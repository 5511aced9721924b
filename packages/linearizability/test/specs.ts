/** The objects once more, all of a store at once, written without a look at the models. */
import type { KeyValueOp, KeyValueResult, RegisterOp, RegisterResult } from '../src/index.ts';
import type { Spec } from './brute-force.ts';

export const store: Spec<KeyValueOp, KeyValueResult, Readonly<Record<string, string>>> = {
  init: {},
  do(state, op) {
    const value = state[op.key] ?? '';
    if (op.kind === 'get') return { state, result: value };
    const next = op.kind === 'put' ? op.value : `${value}${op.value}`;
    return { state: { ...state, [op.key]: next }, result: null };
  },
};

export const cell: Spec<RegisterOp, RegisterResult, RegisterResult> = {
  init: null,
  do: (state, op) =>
    op.kind === 'read' ? { state, result: state } : { state: op.value, result: null },
};

export const numbers: Spec<{ readonly add: number }, boolean, readonly number[]> = {
  init: [],
  do: (state, { add }) => ({ state: [...state, add], result: !state.includes(add) }),
};
