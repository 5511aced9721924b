import type { History, KeyValueOp, KeyValueResult } from '../src/index.ts';

/** The history, but that the get in its middle finds what nobody wrote. */
export function unwritten(
  history: History<KeyValueOp, KeyValueResult>,
): History<KeyValueOp, KeyValueResult> {
  const middle = history.findIndex(
    ({ op, returned }, i) => i >= history.length / 2 && op.kind === 'get' && returned !== undefined,
  );
  return history.map((operation, i) => {
    if (i !== middle || operation.returned === undefined) return operation;
    return { ...operation, returned: { ...operation.returned, result: 'unwritten' } };
  });
}
