/** Finds situations of snapshots (§7, Figure 13). */
import type { Address, Message, NodeInfo } from 'harness';
import type { AppendEntriesArgs, InstallSnapshotArgs } from '../../api.ts';
import { appendEntriesArgs, installSnapshotArgs } from '../ledgers/rpc.ts';
import type { Snapshots } from '../ledgers/snapshots.ts';
import type { Reach } from '../situations.ts';
import type { Actor, Detector, Scene, Tenure } from './scene.ts';

/** A server got a snapshot that is newer than its own, and has not applied it yet. */
interface Installing {
  readonly server: Address;
  readonly index: number;
  readonly event: number;
}

export class SnapshotDetector implements Detector {
  readonly #scene: Scene;
  readonly #reach: Reach;
  readonly #snapshots: Pick<Snapshots, 'index'>;
  #installing: Installing | undefined;

  constructor(scene: Scene, reach: Reach, snapshots: Pick<Snapshots, 'index'>) {
    this.#scene = scene;
    this.#reach = reach;
    this.#snapshots = snapshots;
  }

  delivered(message: Message): void {
    const append = appendEntriesArgs(message);
    if (append) return this.#appends(append, message);
    const install = installSnapshotArgs(message);
    if (install) this.#installs(install, this.#scene.of(message.to));
  }

  applied(): void {
    this.#installing = undefined;
  }

  crashed({ address }: NodeInfo): void {
    const { server, index, event } = this.#installing ?? {};
    if (server !== address || event !== this.#scene.run.clock.eventNumber) return;
    if (this.#snapshots.index(address) === index) this.#reach('crash-between-install-and-apply');
  }

  elected({ address, log }: Actor, { reign }: Tenure): void {
    const { length } = reign;
    if (!length || length !== log.last || length !== this.#snapshots.index(address)) return;
    this.#reach('leader-from-snapshot');
  }

  #installs(args: InstallSnapshotArgs, { address: server, log, term }: Actor): void {
    if (args.term < term) return;
    const { lastIncludedIndex: index, lastIncludedTerm } = args;
    const own = this.#snapshots.index(server);
    if (index < own) return this.#reach('old-install-after-new');
    if (index === own) return;
    this.#installing = { server, index, event: this.#scene.run.clock.eventNumber };
    const known = log.termAt(index);
    if (known === undefined) return;
    if (known !== lastIncludedTerm) this.#reach('install-over-conflict');
    else if (log.last > index) this.#reach('install-for-prefix');
  }

  #appends(args: AppendEntriesArgs, { to }: Message): void {
    if (args.entries.length === 0) return;
    const own = this.#snapshots.index(to);
    if (args.prevLogIndex >= own || args.term < this.#scene.of(to).term) return;
    this.#reach('append-inside-snapshot');
  }
}
