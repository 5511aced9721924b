import type { InspectOptions } from 'node:util';
import { hidden } from './lazy.ts';

/** The `inspect` that a custom inspector is handed. */
export type Inspect = (value: unknown, options: InspectOptions) => string;

/** Has `console` and `inspect` show the instances of a class as its name and these fields. */
export function inspectable<T extends object>(
  Class: abstract new (...args: never[]) => T,
  fields: (self: T) => unknown,
): void {
  const show = function (this: T, depth: number, options: InspectOptions, inspect: Inspect) {
    const name = this.constructor.name;
    if (depth < 0) return `[${name}]`;
    const rest = typeof options.depth === 'number' ? options.depth - 1 : null;
    return `${name} ${inspect(fields(this), { ...options, depth: rest })}`;
  };
  hidden(Class.prototype as object, Symbol.for('nodejs.util.inspect.custom'), show);
}
