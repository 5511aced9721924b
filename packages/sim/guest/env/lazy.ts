/**
 * Defines `target[name]` as what `make` returns when it is first asked for. A realm is made for
 * every node of every run, and most of them never ask for a URL.
 */
export function lazily(target: object, name: string, make: () => unknown): void {
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: false,
    get: () => settle(make()),
    set: settle,
  });

  function settle(value: unknown): unknown {
    hidden(target, name, value);
    return value;
  }
}

/** Defines `target[name]` as the built-ins are: writable, configurable, not enumerable. */
export function hidden(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: false,
    writable: true,
    value,
  });
}
