/** Names of handlers: `service.method`. */

interface HandlerName {
  readonly service: string;
  readonly method: string;
}

/** They come back again and again: to take each apart once is cheaper. */
const known = new Map<string, HandlerName>();
const MOST_KNOWN = 1000;

export function takeApart(name: string): HandlerName {
  let parts = known.get(name);
  if (parts === undefined) {
    const dot = name.indexOf('.');
    parts = { service: name.slice(0, dot), method: name.slice(dot + 1) };
    if (known.size < MOST_KNOWN) known.set(name, parts);
  }
  return parts;
}
