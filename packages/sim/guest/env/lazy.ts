/**
 * Defines a field of the realm's global object for the nodes' own ones, which inherit it: asked of one
 * of them it is what `make` returns then, and from then on that one's own field.
 */
export function inherited(name: string, make: () => unknown): void {
  Object.defineProperty(globalThis, name, {
    configurable: false,
    enumerable: false,
    get(this: object): unknown {
      const value = make();
      if (this !== globalThis) hidden(this, name, value); // The realm's own is frozen.
      return value;
    },
    set(this: object, value: unknown): void {
      hidden(this, name, value);
    },
  });
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
