/** How often start() has, or may have, put each command into a log: one server's, or any. */
import type { Plain } from 'harness';
import type { StartResult } from '../../api.ts';
import { startedBy } from './rpc.ts';

export class Starts {
  /** The command's key of each call that has not returned: few, the latest last. */
  readonly #open: unknown[] = [];
  /** Of calls that a leader has returned from. */
  readonly #taken = new Map<unknown, number>();

  /** @param command its key */
  count(command: unknown): number {
    let count = this.#taken.get(command) ?? 0;
    for (const open of this.#open) if (open === command) count += 1;
    return count;
  }

  invoked(args: Plain): void {
    this.#open.push(startedBy(args));
  }

  returned(args: Plain, value: Plain): void {
    const command = startedBy(args);
    const at = this.#open.lastIndexOf(command);
    if (at === this.#open.length - 1) this.#open.pop();
    else this.#open.splice(at, 1);
    if ((value as unknown as StartResult).isLeader) add(this.#taken, command, 1);
  }

  /** One entry with that command is of no interest any more. */
  forget(command: unknown): void {
    add(this.#taken, command, -1);
  }
}

function add(counts: Map<unknown, number>, command: unknown, by: 1 | -1): void {
  const count = (counts.get(command) ?? 0) + by;
  if (count > 0) counts.set(command, count);
  else counts.delete(command);
}
