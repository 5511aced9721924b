import type { Values } from 'mr';

/** In an order that does not depend on how they came. For few values: they are all held in memory. */
export async function sortedValues(values: Values): Promise<string[]> {
  const sorted: string[] = [];
  for await (const value of values) sorted.push(value);
  return sorted.sort();
}
