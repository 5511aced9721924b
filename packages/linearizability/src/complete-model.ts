import type { CompleteModel, Model } from './model.ts';
import { stateKey } from './state-key.ts';

/** Adds the default members to a model. */
export function completeModel<Op, Result, State>(
  model: Model<Op, Result, State>,
): CompleteModel<Op, Result, State> {
  if (isComplete(model)) return model;
  return {
    ...(model.partition && { partition: (op) => model.partition?.(op) ?? '' }),
    ...(model.shows && { shows: (...args) => model.shows?.(...args) ?? true }),
    ...(model.foresee && { foresee: model.foresee.bind(model) }),
    name: model.name ?? 'the object',
    init: () => model.init(),
    step: (state, op, result) => model.step(state, op, result),
    key: (state) => (model.key === undefined ? stateKey(state) : model.key(state)),
    readOnly: (op) => model.readOnly?.(op) ?? false,
    describe: (op, result) =>
      model.describe?.(op, result) ?? `${text(op)} → ${result === undefined ? '?' : text(result)}`,
    describeState: (state) => model.describeState?.(state) ?? text(state),
  };
}

function isComplete<Op, Result, State>(
  model: Model<Op, Result, State>,
): model is CompleteModel<Op, Result, State> {
  const members = ['name', 'key', 'readOnly', 'describe', 'describeState'] as const;
  return members.every((member) => model[member] !== undefined);
}

/** JSON, and more readable than an exception or `{}` for what JSON does not have. */
function text(value: unknown): string {
  const json = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    return part instanceof Map || part instanceof Set ? [...part] : part;
  });
  return (json as string | undefined) ?? String(value);
}
