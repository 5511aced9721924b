/** A store of strings by keys, as labs 3A and 3B have it: a key that was never written has ''. */
import type { CompleteModel } from '../model.ts';
import { foreseeValues } from './foresee-values.ts';
import { quote } from './quote.ts';

export type KeyValueOp =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string };

/** What a get found; null of a put and an append, which say nothing. */
export type KeyValueResult = string | null;

export const keyValue: CompleteModel<KeyValueOp, KeyValueResult, string> = {
  name: 'key/value',
  init: () => '',
  step(value, op, result) {
    switch (op.kind) {
      case 'get':
        return result === undefined || result === value ? value : undefined;
      case 'put':
        return op.value;
      case 'append':
        return value + op.value;
    }
  },
  key: (value) => value,
  readOnly: (op) => op.kind === 'get',
  partition: (op) => op.key,
  foresee: foreseeValues,

  // Between an append and the next put, whatever is found contains what was appended. Between a put and
  // the next one, it begins with what was put.
  shows(op, other, result) {
    if (other.kind !== 'get' || result === null || other.key !== op.key) return false;
    if (op.kind === 'put') return result.startsWith(op.value);
    return op.kind === 'append' && op.value !== '' && result.includes(op.value);
  },

  describe(op, result) {
    if (op.kind !== 'get') return `${op.kind}(${op.key}, ${quote(op.value)})`;
    return `get(${op.key}) → ${typeof result === 'string' ? quote(result) : '?'}`;
  },
  describeState: quote,
};
