/**
 * The faults of a run, as a replay prints, writes and edits them: a line of JSON each, so that an
 * editor can take one out, or change when it happens.
 */
import { type Action, describeFault, type Fault } from 'harness';
import { z } from 'zod';
import { exitCodes, Refusal } from './exit.ts';
import { suggest } from './suggest.ts';

const server = z.string().regex(/^S\d+$/, 'expected a server, as in "S3"');
const number = { fault: z.int().min(1), at: z.number().min(0) };
const ends = { ...number, for: z.number().positive() };
/** What keeps a server away may last until all is healed. */
const mayLast = { ...number, for: z.number().positive().exactOptional() };
const share = z.number().min(0).max(1);
const group = z.array(server).min(1);
const ms = z.number().min(0).max(60_000);
const delay = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), ms }),
  z.strictObject({ kind: z.literal('uniform'), min: ms, max: ms }),
  z.strictObject({ kind: z.literal('exponential'), min: ms, mean: ms }),
]);
const action = <A extends Action['action']>(name: A) => ({ action: z.literal(name) });

const fault = z.discriminatedUnion('action', [
  z.strictObject({ ...ends, ...action('loss'), share }),
  z.strictObject({ ...ends, ...action('duplicates'), share }),
  z.strictObject({ ...ends, ...action('late requests'), share }),
  z.strictObject({ ...ends, ...action('late replies'), share }),
  z.strictObject({
    ...ends,
    ...action('cut'),
    from: group,
    to: group,
    bothWays: z.boolean().exactOptional(),
  }),
  z.strictObject({
    ...ends,
    ...action('links'),
    from: group,
    to: group,
    bothWays: z.boolean().exactOptional(),
    delay: delay.exactOptional(),
    bandwidth: z.number().positive().exactOptional(),
  }),
  z.strictObject({ ...mayLast, ...action('isolate'), server }),
  z.strictObject({ ...ends, ...action('pause'), server }),
  z.strictObject({
    ...mayLast,
    ...action('crash'),
    server,
    afterEffects: z.int().min(0).exactOptional(),
  }),
  z.strictObject({ ...ends, ...action('power failure'), servers: group }),
  z.strictObject({ ...ends, ...action('clock'), server, rate: z.number().min(0.1).max(10) }),
  z.strictObject({ ...ends, ...action('slow disk'), server, slowness: z.number().min(1) }),
  z.strictObject({ ...ends, ...action('ties'), within: z.int().min(0) }),
]);

const actions = fault.options.map((option) => option.shape.action.value);

/**
 * The list in a file. Empty lines, and lines that begin with #, are none of it.
 *
 * @param file its name, for messages
 * @throws Refusal that names the line
 */
export function parseFaults(text: string, file: string): Fault[] {
  const faults: Fault[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const at = `${file}:${i + 1}`;
    const found = parseFault(line, at);
    if (faults.some((other) => other.fault === found.fault)) {
      throw refuse(at, `there are two faults with the number ${found.fault}, "fault" must differ`);
    }
    faults.push(found);
  }
  return faults;
}

function parseFault(line: string, at: string): Fault {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const example = '{"fault":1,"at":1200,"for":900,"action":"pause","server":"S3"}';
    throw refuse(at, `expected a fault in JSON, as in ${example} (${(error as Error).message})`);
  }
  const { success, data, error } = fault.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  if (issue === undefined) throw refuse(at, error.message);
  if (issue.code === 'invalid_union') throw refuse(at, unknownAction(value));
  const field = issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `;
  throw refuse(at, `${field}${issue.message}`);
}

function unknownAction(value: unknown): string {
  const given: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'action') : undefined;
  const guess = typeof given === 'string' ? suggest(given, actions) : '';
  const found = given === undefined ? 'there is none' : `found ${JSON.stringify(given)}`;
  return `"action": expected one of ${actions.join(', ')}, ${found}. ${guess}`.trimEnd();
}

function refuse(at: string, why: string): Refusal {
  return new Refusal(exitCodes.usage, `${at}: ${why}${/[.?)]$/.test(why) ? '' : '.'}`);
}

/** The list for a file. @param title what run it is of */
export function formatFaults(faults: readonly Fault[], title: string): string {
  const lines = faults.map((each) => JSON.stringify(each));
  return [`# The faults of ${title}. Times in ms, "for" is how long it lasts.`, ...lines, ''].join(
    '\n',
  );
}

/** A line each for the terminal; those that the drawn list has and the other does not are marked. */
export function listFaults(drawn: readonly Fault[], happening: readonly Fault[]): string[] {
  const here = new Set(happening.map((each) => each.fault));
  const dropped = drawn.filter((each) => !here.has(each.fault));
  const all = [...happening, ...dropped].toSorted((a, b) => a.at - b.at || a.fault - b.fault);
  const width = String(Math.max(0, ...all.map((each) => each.fault))).length;
  return all.map((each) => {
    const mark = here.has(each.fault) ? ' ' : '-';
    return `${mark} ${String(each.fault).padStart(width)}  ${describeFault(each)}`;
  });
}
