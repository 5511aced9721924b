/** Outputs as lines: key → values, in the order in which the keys come. */

export type Lines = Map<string, string[]>;

/** Keys without spaces and line ends: `key value`. */
export function plainLines(text: string): Lines {
  const found: Lines = new Map();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const space = line.indexOf(' ');
    add(found, line.slice(0, space), line.slice(space + 1));
  }
  return found;
}

/** A key that may be any text, and a JSON array of texts: of the application `places`. */
const RECORD = /([^]*?) (\["[^\n]*\])\n/y;

/** A line that is no record is a key without a value, and never expected. */
export function recordLines(text: string): Lines {
  const found: Lines = new Map();
  const record = new RegExp(RECORD);
  let at = 0;
  for (let match = record.exec(text); match; match = record.exec(text)) {
    add(found, match[1] ?? '', match[2] ?? '');
    at = record.lastIndex;
  }
  if (at < text.length) add(found, text.slice(at), '');
  return found;
}

function add(found: Lines, key: string, value: string): void {
  const values = found.get(key);
  if (values === undefined) found.set(key, [value]);
  else values.push(value);
}
