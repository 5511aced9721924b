/** A small edit of the reference: a text of one of its files, and what takes its place. */

/** A file of the reference, by its name in `packages/raft/src`. */
export type File = 'raft.ts' | 'log.ts';

export interface Edit<F extends string = File> {
  readonly file: F;
  /** Occurs in the file exactly once, as it was before all edits. */
  readonly text: string;
  readonly replacement: string;
}

/** An edit of `raft.ts`. */
export function raft(text: string, replacement: string): Edit {
  return { file: 'raft.ts', text, replacement };
}

/** An edit of `log.ts`. */
export function log(text: string, replacement: string): Edit {
  return { file: 'log.ts', text, replacement };
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
export function applyEdits(id: string, original: string, edits: readonly Edit<string>[]): string {
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

function placeOf(id: string, original: string, { file, text }: Edit<string>): number {
  const at = original.indexOf(text);
  const count = original.split(text).length - 1;
  if (count === 1) return at;
  throw new EditError(
    `${id}: an edit must apply to exactly one place of ${file}, this one applies to ${count}. ` +
      `Mend its text in tools/zoo/src:\n${text}`,
  );
}
