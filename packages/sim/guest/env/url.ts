/** `URL` and `URLSearchParams`, by the library that jsdom has for them. */
import type { InspectOptions } from 'node:util';
import { type Inspect, inspectable } from './inspectable.ts';
import { hidden } from './lazy.ts';

type Library = Pick<typeof import('node:url'), 'URL' | 'URLSearchParams'>;

export const { URL, URLSearchParams } = require('whatwg-url') as Library;

inspectable(URL, (url) => {
  const names = 'href origin protocol username password host hostname port pathname search';
  const fields = [...names.split(' '), 'searchParams', 'hash'] as (keyof typeof url)[];
  return Object.fromEntries(fields.map((field) => [field, url[field]]));
});

hidden(
  URLSearchParams.prototype,
  Symbol.for('nodejs.util.inspect.custom'),
  function (this: URLSearchParams, _: number, options: InspectOptions, inspect: Inspect): string {
    const pairs = [...this].map((pair) => pair.map((text) => inspect(text, options)).join(' => '));
    return pairs.length === 0 ? 'URLSearchParams {}' : `URLSearchParams { ${pairs.join(', ')} }`;
  },
);
