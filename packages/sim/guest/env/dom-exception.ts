import { hidden } from './lazy.ts';

/** The legacy codes of the names that have one (Web IDL, "DOMException names"). */
const CODES = {
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
} as const;

/** The error of the web's interfaces; `name` tells what happened. */
export class DOMException extends Error {
  constructor(message = '', options: string | { name?: string; cause?: unknown } = 'Error') {
    const { name = 'Error', ...rest } = typeof options === 'string' ? { name: options } : options;
    super(message, rest);
    hidden(this, 'name', name);
    // Again, now that the name is known: it begins the stack.
    Error.captureStackTrace(this, DOMException);
  }

  get code(): number {
    return (CODES as Record<string, number>)[this.name] ?? 0;
  }

  get [Symbol.toStringTag](): string {
    return 'DOMException';
  }
}

for (const [name, code] of Object.entries(CODES)) {
  const constant = `${name
    .replace(/Error$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toUpperCase()}_ERR`;
  for (const target of [DOMException, DOMException.prototype]) {
    Object.defineProperty(target, constant, { value: code, enumerable: true });
  }
}
