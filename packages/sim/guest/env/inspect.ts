/** Node's `util.inspect` and `util.format`, from Node's own source; loaded when first used. */
type Library = Pick<
  typeof import('node:util'),
  'inspect' | 'formatWithOptions' | 'stripVTControlCharacters'
>;

/** The library itself, for those who hand it on. */
export function inspectLibrary(): Library {
  return require('node-inspect-extracted') as Library;
}

/** A value as text, as Node would print it. */
export function inspect(value: unknown, options: import('node:util').InspectOptions = {}): string {
  return inspectLibrary().inspect(value, options);
}

/** Node's `util.format`: `%s %d %i %f %j %o %O %c`, the rest appended. */
export function format(args: readonly unknown[]): string {
  return plainFormat(args) ?? inspectLibrary().formatWithOptions({}, ...args);
}

/** The usual line of a log, made of primitive values, needs no library. */
function plainFormat(args: readonly unknown[]): string | undefined {
  const [first] = args;
  if (args.length > 1 && typeof first === 'string' && first.includes('%')) return undefined;
  const words: string[] = [];
  for (const value of args) {
    const word = plainWord(value);
    if (word === undefined) return undefined;
    words.push(word);
  }
  return words.join(' ');
}

function plainWord(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'undefined':
    case 'symbol':
      return String(value);
    default:
      return value === null ? 'null' : undefined;
  }
}
