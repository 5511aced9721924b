/** How often start() has, or may have, put each command into a log: one server's, or any. */
import type { Plain } from 'harness';
import type { StartResult } from '../../api.ts';
import { startedBy } from './rpc.ts';

export class Starts {
  /** Of calls that have not returned: few at a time. By key of the command. */
  readonly #open = new Map<unknown, number>();
  /** Of calls that a leader has returned from. */
  readonly #taken = new Map<unknown, number>();

  /** @param command its key */
  count(command: unknown): number {
    return (this.#taken.get(command) ?? 0) + (this.#open.get(command) ?? 0);
  }

  invoked(args: Plain): void {
    add(this.#open, startedBy(args), 1);
  }

  returned(args: Plain, value: Plain): void {
    const command = startedBy(args);
    add(this.#open, command, -1);
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
