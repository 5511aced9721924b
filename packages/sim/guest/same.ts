/** Equality of plain data. */

/**
 * Returns whether two values are equal as plain data.
 *
 * @param old plain data, our own copy
 * @param value anything: what is not plain differs from all, so that the encoder gets to refuse it
 */
export function same(old: unknown, value: unknown): boolean {
  if (old === value) return true;
  if (typeof old !== 'object' || typeof value !== 'object') return false;
  if (old === null || value === null) return false;
  if (old instanceof Uint8Array) return value instanceof Uint8Array && sameList(old, value);
  if (Array.isArray(old)) return Array.isArray(value) && sameList(old, value);
  return isPlainRecord(value) && sameFields(old as Record<string, unknown>, value);
}

function sameList(old: ArrayLike<unknown>, value: ArrayLike<unknown>): boolean {
  if (old.length !== value.length) return false;
  for (let i = 0; i < old.length; i++) if (!same(old[i], value[i])) return false;
  return true;
}

function sameFields(old: Record<string, unknown>, value: object): boolean {
  let fields = 0;
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    if (!Object.hasOwn(old, name) || !same(old[name], field)) return false;
    fields += 1;
  }
  return fields === Object.keys(old).length;
}

/** An object as a literal makes it, and no instance of a class. */
export function isPlainRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
