/** Keeps all frames but the program's out of the stacks of a realm. */
import { hidden } from './env/lazy.ts';

/** Frames that a stack shows: as many as Node's. */
const SHOWN = 10;

/**
 * Frames that V8 looks at. Those of the world are in the middle: between the program's that run and
 * those that wait for them with an `await`.
 */
const LOOKED_AT = 50;

/** What {@link callSite} is asking for. */
let asked: { place?: string; stack?: unknown } | undefined;

/**
 * From now on the stack of an error has the frames of the node's program only. Around them are those
 * of our world: other ones behind a pipe or under vitest, and with paths of the machine. A server that
 * sends a stack to another, or counts its lines, must do the same everywhere.
 *
 * @param program file name of the program
 */
export function keepStacksInside(program: string): void {
  const format = (error: Error, frames: NodeJS.CallSite[]): string => {
    if (error === (asked as unknown)) return placeOf(frames[0]);
    const inside = frames
      .filter((frame) => {
        const file = frame.getFileName();
        return file === program || file === null || file === undefined;
      })
      .slice(0, SHOWN);
    const head = Error.prototype.toString.call(error);
    // eslint-disable-next-line typescript/no-base-to-string -- A frame has a text of its own.
    return [head, ...inside.map((frame) => `    at ${String(frame)}`)].join('\n');
  };
  hidden(Error, 'prepareStackTrace', format);
  Error.stackTraceLimit = LOOKED_AT;
}

/**
 * Where a function of the environment was called: 'file:line:column' in the program.
 *
 * @param callee the function; the frame that called it is the one wanted
 */
export function callSite(callee: (...args: never[]) => unknown): string | undefined {
  const trace: { stack?: unknown } = {};
  asked = trace;
  try {
    Error.captureStackTrace(trace, callee);
    const place = trace.stack;
    return place === '' ? undefined : (place as string);
  } finally {
    asked = undefined;
  }
}

function placeOf(frame: NodeJS.CallSite | undefined): string {
  if (frame === undefined) return '';
  return `${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
}
