/** Temporary files (§3.3): two workers that write to one name destroy what the other one has. */
import {
  type Address,
  type FileOperation,
  type Moment,
  moment,
  type NodeInfo,
  type Observer,
  violation,
  when,
} from 'harness';
import { OWN_FILES } from '../properties.ts';
import type { Run } from './run.ts';

export class OwnFiles implements Observer {
  readonly #run: Run;
  /** By path: the worker that has made a file, as long as it has that name. */
  readonly #makers = new Map<string, { readonly worker: Address; readonly since: Moment }>();

  constructor(run: Run) {
    this.#run = run;
  }

  io({ address }: NodeInfo, operation: FileOperation): void {
    if (operation.kind === 'rename' || operation.kind === 'unlink') {
      this.#makers.delete(operation.path);
    }
    if (operation.kind !== 'open' || this.#run.coordinators.includes(address)) return;
    const { path } = operation;
    const maker = this.#makers.get(path);
    if (operation.created || maker === undefined) {
      this.#makers.set(path, { worker: address, since: moment(this.#run) });
      return;
    }
    if (maker.worker === address) return;
    throw violation(
      this.#run,
      OWN_FILES,
      `${address} writes to ${path}, which ${maker.worker} has made ${when(maker.since)}. Several workers ` +
        `may try one task, and names that are made of numbers may be alike: have the name of the attempt ` +
        `in each temporary name, and something between its parts.`,
      maker.since,
    );
  }
}
