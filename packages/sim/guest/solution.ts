/** A solution as an adapter meets it: a module that exports anything or nothing. */

/** A solution breaks the contract of its lab; the world reports it by this name. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/**
 * A function that a solution must export.
 *
 * @param module all that it exports
 * @param file its main file, as students know it: 'src/index.ts'
 * @param type the name of the function's type in the contract
 * @throws ContractError when it is not there
 */
export function exported<T>(module: object, file: string, name: string, type: string): T {
  const found = member(module, name);
  if (typeof found === 'function') return found as T;
  const names = Object.keys(module);
  throw new ContractError(
    `${file} must export a function ${name}: ${type}; it exports ` +
      `${names.length === 0 ? 'nothing' : names.join(', ')}.`,
  );
}

/** What a value has under that name; `undefined` when it can't have anything. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
