/** Keeps the host's frames out of the stacks of a realm. */
import { hidden } from './env/lazy.ts';

/**
 * From now on the stack of an error ends where the node's program does. Below are the frames of our
 * world: other ones behind a pipe or under vitest, and with paths of the machine. A server that sends
 * a stack to another, or counts its lines, must do the same everywhere.
 */
export function keepStacksInside(): void {
  let program: string | null | undefined;
  const format = (error: Error, frames: NodeJS.CallSite[]): string => {
    program ??= frames[0]?.getFileName();
    const inside = frames.filter((frame) => {
      const file = frame.getFileName();
      return file === program || file === null || file === undefined;
    });
    const head = Error.prototype.toString.call(error);
    // eslint-disable-next-line typescript/no-base-to-string -- A frame has a text of its own.
    return [head, ...inside.map((frame) => `    at ${String(frame)}`)].join('\n');
  };
  hidden(Error, 'prepareStackTrace', format);
  // The first stack that it formats is our own.
  void new Error().stack;
}
