/**
 * The content of plain data as a string, or the number that it is: equal if and only if the data is.
 * Properties, and members of maps and sets, have no order; 0 equals -0.
 *
 * @throws TypeError for anything that has no obvious equality, such as an instance of a class
 */
export function stateKey(value: unknown): string | number {
  return typeof value === 'number' ? value + 0 : encode(value);
}

function encode(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : encodeObject(value);
    default:
      throw new TypeError(
        `state: a ${typeof value} has no default equality: give the model a key()`,
      );
  }
}

function encodeObject(value: object): string {
  if (Array.isArray(value)) return `[${Array.from(value, encode).join()}]`;
  if (value instanceof Map)
    return `Map${sorted(value, ([key, of]) => `${encode(key)}:${encode(of)}`)}`;
  if (value instanceof Set) return `Set${sorted(value, encode)}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) {
    return sorted(Object.entries(value), ([key, of]) => `${encode(key)}:${encode(of)}`);
  }
  const name = value.constructor.name;
  throw new TypeError(
    `state: an instance of ${name} has no default equality: give the model a key()`,
  );
}

function sorted<Member>(members: Iterable<Member>, text: (member: Member) => string): string {
  return `{${Array.from(members, text).toSorted().join()}}`;
}
