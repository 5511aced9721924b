/**
 * Sorts intermediate data by key: in memory as far as it goes, then "an external sort is used" (§3.1,
 * step 5): sorted runs on disk, which are merged.
 */
import { unlink } from 'node:fs/promises';
import type { Group } from './group.ts';
import { GroupWriter, readGroups } from './group-file.ts';
import { GroupTable } from './group-table.ts';
import { type Batches, Merge } from './merge.ts';

/** Runs that are merged at once: each holds a block of a file and a parsed line in memory. */
const RUNS_MAX = 16;

export class ExternalSort {
  private readonly pathOfRun: (run: number) => string;
  private readonly table = new GroupTable();
  private runs: string[] = [];
  private lastRun = 0;

  /** @param pathOfRun paths of temporary files, all different */
  constructor(pathOfRun: (run: number) => string) {
    this.pathOfRun = pathOfRun;
  }

  add(group: Group): void {
    const [key] = group;
    for (let at = 1; at < group.length; at += 2) {
      this.table.add(key, group[at] as string, group[at + 1] as number);
    }
  }

  /** `spill` must be called before more is added. */
  get isFull(): boolean {
    return this.table.isFull;
  }

  /** Writes what is in memory to a run. */
  async spill(): Promise<void> {
    if (this.runs.length === RUNS_MAX) await this.mergeRuns();
    await this.writeRun(await Merge.of([batchOf(this.table.takeSorted())]));
  }

  /** All that was added, in the order of the keys. To be closed after use. */
  sorted(): Promise<Merge> {
    return Merge.of([...this.runs.map(readGroups), batchOf(this.table.takeSorted())]);
  }

  /** Makes one of them, so that their number stays bounded. */
  private async mergeRuns(): Promise<void> {
    const { runs } = this;
    this.runs = [];
    await this.writeRun(await Merge.of(runs.map(readGroups)));
    for (const path of runs) await unlink(path);
  }

  private async writeRun(sorted: Merge): Promise<void> {
    this.lastRun += 1;
    const writer = new GroupWriter(this.pathOfRun(this.lastRun));
    while ((await sorted.nextKey()) !== undefined) {
      for (let group = await sorted.nextGroup(); group; group = await sorted.nextGroup()) {
        writer.add(group);
        if (writer.isFull) await writer.flush();
      }
    }
    await writer.flush();
    this.runs.push(writer.path);
  }
}

/** A table may be empty, a batch never is. */
async function* batchOf(groups: Group[]): Batches {
  if (groups.length > 0) yield groups;
}
