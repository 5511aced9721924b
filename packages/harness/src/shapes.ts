/** Shapes of messages as data: what is wrong with one, in words. */

/** What is expected of a field. */
export type Rule = readonly [field: string, what: string, holds: (value: unknown) => boolean];

/** What is wrong with an object by these rules; `undefined` when nothing is, or there are none. */
export function problem(rules: readonly Rule[] | undefined, value: unknown): string | undefined {
  if (rules === undefined) return undefined;
  if (!isObject(value)) return `is ${shortened(value)}, no object`;
  for (const [field, what, holds] of rules) {
    const found = value[field];
    if (!holds(found)) return `has ${field}: ${shortened(found)}, expected ${what}`;
  }
  return undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A whole number that JavaScript can count with: 1e308 and 2 ** 53 are none. */
export function isWhole(value: unknown, min = -Infinity, max = Infinity): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

/** Entry of a table by a name that a server chose; none for 'constructor'. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The beginning of a value, as JSON. */
export function shortened(value: unknown): string {
  const json = JSON.stringify(value) ?? 'undefined';
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
