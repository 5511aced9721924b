import { distance } from 'fastest-levenshtein';

/**
 * `Did you mean "Backup"?`, or the empty text when no name is close.
 *
 * @param given what the user typed
 * @param names what could have been meant
 */
export function suggest(given: string, names: Iterable<string>): string {
  let best: string | undefined;
  // Two slips in five letters can still be read; beyond that a guess is noise.
  let least = given.length * 0.4 + 0.5;
  for (const name of names) {
    const slips = distance(given.toLowerCase(), name.toLowerCase());
    if (slips < least) [best, least] = [name, slips];
  }
  return best === undefined ? '' : `Did you mean "${best}"?`;
}
