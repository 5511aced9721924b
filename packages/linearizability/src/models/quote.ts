const MOST = 32;
const END = 24;

/** A value for people. Of a long one the end, where appends are: `'…x 2 9 y' (1204 long)`. */
export function quote(value: string): string {
  if (value.length <= MOST) return `'${value}'`;
  return `'…${value.slice(-END)}' (${value.length} long)`;
}
