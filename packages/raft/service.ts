/**
 * The service above a Raft server, as a case wants it: it tells the checks what it is handed, makes
 * a snapshot every so many entries, and gives the server a command from inside apply.
 */
import type { NodeContext } from 'sim/guest';
import type { ApplyMessage, MaybePromise, RaftServer, StartResult } from './api.ts';
import type { NodeArgs, StartWhen } from './node-args.ts';
import { execute, fromSnapshot, NO_STATE, type ServiceState, toSnapshot } from './service-state.ts';

export class Service {
  readonly #node: NodeContext;
  readonly #snapshotEvery: number;
  #state: ServiceState;
  #server: RaftServer | undefined;
  /** Commands to start from inside the next apply, and in the turn of the next start. */
  readonly #waiting: Record<StartWhen, (() => void)[]> = {
    'inside apply': [],
    'with the next': [],
  };

  /** Restores itself from what is on disk; the checks see that disk too, at the same moment. */
  constructor(node: NodeContext, { snapshotEvery = Infinity }: NodeArgs) {
    this.#node = node;
    this.#snapshotEvery = snapshotEvery;
    this.#state = fromSnapshot(node.disk.read().snapshot) ?? NO_STATE;
  }

  /** The server that was made with the `apply` of this service. */
  attach(server: RaftServer): void {
    this.#server = server;
  }

  apply(message: ApplyMessage): void {
    this.#node.apply(message); // The checks come first: beyond here it is as it should be.
    if (message.kind === 'snapshot') {
      this.#state = fromSnapshot(message.data) ?? NO_STATE;
    } else {
      this.#state = execute(this.#state, message.index, message.command);
      this.#snapshotIfDue();
    }
    this.#startWaiting('inside apply');
  }

  /** Calls `start`, now or when the case wants it: what it returned. */
  start(start: () => MaybePromise<StartResult>, when?: StartWhen): MaybePromise<StartResult> {
    if (when) return new Promise((resolve) => this.#waiting[when].push(() => resolve(start())));
    const result = start();
    this.#startWaiting('with the next');
    return result;
  }

  #startWaiting(when: StartWhen): void {
    const waiting = this.#waiting[when];
    if (waiting.length > 0) for (const start of waiting.splice(0)) start();
  }

  #snapshotIfDue(): void {
    const { index } = this.#state;
    if (index % this.#snapshotEvery === 0)
      void this.#server?.snapshot(index, toSnapshot(this.#state));
  }
}
