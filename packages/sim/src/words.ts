/** Plain data in few words, for a reader of a trace: lists and bytes by their length. */
import type { FieldPatches, Patch } from './waist.ts';

const MAX_TEXT = 40;
const MAX_FIELDS = 4;
/** Lists of so few plain values are written out. */
const MAX_LISTED = 3;

/** The fields of a state: 'currentTerm 3, votedFor S2, log 5 entries'. */
export function stateInWords(state: unknown): string {
  if (!isRecord(state)) return inWords(state);
  const fields = Object.entries(state).map(([name, value]) => `${name} ${inWords(value)}`);
  return fields.join(', ') || 'nothing';
}

/**
 * A change of a saved state: 'currentTerm 3, votedFor S2, log +2 → 5 entries'.
 *
 * @param before the state that the patch is for
 */
export function patchInWords(patch: Patch, before: unknown): string {
  if ('set' in patch) return stateInWords(patch.set);
  if ('fields' in patch) return fieldsInWords('', patch.fields, before).join(', ') || 'no change';
  return listInWords(patch, before);
}

function fieldsInWords(path: string, patches: FieldPatches, before: unknown): string[] {
  return Object.entries(patches).flatMap(([field, patch]) => {
    const name = path + field;
    const old = isRecord(before) ? before[field] : undefined;
    if ('drop' in patch) return [`${name} dropped`];
    if ('set' in patch) return [`${name} ${inWords(patch.set)}`];
    if ('fields' in patch) return fieldsInWords(`${name}.`, patch.fields, old);
    return [`${name} ${listInWords(patch, old)}`];
  });
}

function listInWords({ keep, add }: Extract<Patch, { keep: number }>, before: unknown): string {
  const gone = Array.isArray(before) ? before.length - keep : 0;
  const changes = [
    ...(gone > 0 ? [`−${gone}`] : []),
    ...(add.length > 0 ? [`+${add.length}`] : []),
  ];
  return `${changes.join(' ')} → ${entries(keep + add.length)}`.trim();
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return cut(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return listed(value);
  if (!isRecord(value)) return String(value);
  const fields = Object.entries(value);
  if (fields.length > MAX_FIELDS) return `${fields.length} fields`;
  return `{ ${fields.map(([name, field]) => `${name} ${inWords(field)}`).join(', ')} }`;
}

function listed(list: readonly unknown[]): string {
  const isPlain = list.every((element) => typeof element !== 'object' || element === null);
  if (list.length === 0 || list.length > MAX_LISTED || !isPlain) return entries(list.length);
  return `[${list.map(inWords).join(', ')}]`;
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
