/** A small edit of the reference: a text of one of its files, and what takes its place. */

export interface Edit {
  /** By its name in the folder of the reference. */
  readonly file: string;
  /** Occurs in the file exactly once, as it was before all edits. */
  readonly text: string;
  readonly replacement: string;
}

/** Edits that no longer fit the file that they are for. */
class EditError extends Error {
  override readonly name = 'EditError';
}

/**
 * The text with all of the edits made.
 *
 * @param id whose edits they are, for the message
 * @throws EditError when one does not apply to exactly one place, or two overlap
 */
export function applyEdits(id: string, original: string, edits: readonly Edit[]): string {
  const places = edits
    .map((edit) => ({ ...edit, at: placeOf(id, original, edit) }))
    .toSorted((a, b) => a.at - b.at);
  let result = '';
  let end = 0;
  for (const { file, text, replacement, at } of places) {
    if (at < end)
      throw new EditError(`${id}: two edits of ${file} overlap, the second is: ${text}`);
    result += original.slice(end, at) + replacement;
    end = at + text.length;
  }
  return result + original.slice(end);
}

function placeOf(id: string, original: string, { file, text }: Edit): number {
  const at = original.indexOf(text);
  const count = original.split(text).length - 1;
  if (count === 1) return at;
  throw new EditError(
    `${id}: an edit must apply to exactly one place of ${file}, this one applies to ${count}. ` +
      `Mend its text in tools/zoo/src:\n${text}`,
  );
}
