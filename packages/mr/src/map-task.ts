/**
 * A map task (§3.1, steps 3 and 4): reads its split, passes each line or the whole file to the
 * application's map function, and writes the intermediate pairs, partitioned, to temporary files.
 */
import { join } from 'node:path';
import type { App, EmitPair, EmitValue, MapTask } from 'mr';
import { checkText } from './emitted.ts';
import { syncNames } from './files.ts';
import type { Group } from './group.ts';
import { GroupTable } from './group-table.ts';
import { GroupWriter } from './group-file.ts';
import { readLines } from './lines.ts';
import { intermediate, temporary } from './names.ts';
import { Pacer } from './pacer.ts';
import { partition } from './partition.ts';
import { mistakeOf } from './task-failure.ts';
import { readWhole } from './whole-file.ts';

/** Files that are written at once: as many wait for the disk together. */
const AT_ONCE = 16;

/**
 * @param signal aborted when the attempt has been given up
 * @returns the temporary names of the files, one of each partition
 */
export async function runMapTask(
  task: MapTask,
  app: App,
  dir: string,
  signal: AbortSignal,
): Promise<string[]> {
  const attempt = new MapAttempt(task, app, dir, signal);
  if (app.input === 'file') await attempt.mapFile();
  else await attempt.mapLines();
  return attempt.finish();
}

class MapAttempt {
  private readonly task: MapTask;
  private readonly app: App;
  private readonly dir: string;
  private readonly signal: AbortSignal;
  private readonly pacer: Pacer;
  private readonly table = new GroupTable();

  constructor(task: MapTask, app: App, dir: string, signal: AbortSignal) {
    this.task = task;
    this.app = app;
    this.dir = dir;
    this.signal = signal;
    this.pacer = new Pacer(signal);
  }

  async mapFile(): Promise<void> {
    const { split } = this.task;
    await this.map(split.file, await readWhole(split));
  }

  async mapLines(): Promise<void> {
    const { split } = this.task;
    for await (const block of readLines(split.file, split)) {
      for (const line of block) {
        const pending = this.map(`${split.file}:${line.start}`, line.text);
        if (pending) await pending; // An await for each line would take longer than most maps.
        if (this.table.isFull) await this.makeRoom();
        if (this.pacer.isDue) await this.pacer.pause();
      }
    }
  }

  /** @returns a promise when the application's map does */
  private map(key: string, value: string): Promise<void> | undefined {
    try {
      const pending = this.app.map(key, value, this.emit);
      return pending instanceof Promise ? this.waitFor(pending, key) : undefined;
    } catch (error) {
      throw mistakeOf('map', key, error);
    }
  }

  private async waitFor(pending: Promise<void>, key: string): Promise<void> {
    try {
      await pending;
    } catch (error) {
      throw mistakeOf('map', key, error);
    }
    this.signal.throwIfAborted();
  }

  private readonly emit: EmitPair = (key, value) => {
    checkText('key', key);
    checkText('value', value);
    this.table.add(key, value, 1);
  };

  /** What can't be combined to half of its size goes to disk: it would soon be too large again. */
  private async makeRoom(): Promise<void> {
    if (this.app.combine) this.table.combine(this.combine);
    if (this.table.isHalfFull) await this.write();
  }

  async finish(): Promise<string[]> {
    if (this.app.combine) this.table.combine(this.combine);
    await this.write(true);
    await syncNames(this.dir);
    return Array.from({ length: this.task.nReduce }, (_, reduce) => this.nameOf(reduce));
  }

  private readonly combine = (key: string, values: Iterable<string>, emit: EmitValue): void => {
    try {
      this.app.combine?.(key, values, (value) => {
        checkText('value', value);
        emit(value);
      });
    } catch (error) {
      throw mistakeOf('combine', key, error);
    }
  };

  /**
   * Appends the pairs in memory to the files: "partitioned into R regions by the partitioning function".
   *
   * @param durable the files have to outlast a power failure from now on
   */
  private async write(durable = false): Promise<void> {
    const { nReduce } = this.task;
    const partitions = Array.from({ length: nReduce }, (): Group[] => []);
    for (const group of this.table.takeAll()) partitions[partition(group[0], nReduce)]?.push(group);
    for (let from = 0; from < nReduce; from += AT_ONCE) {
      const some = partitions.slice(from, from + AT_ONCE);
      await Promise.all(some.map((groups, at) => this.append(from + at, groups, durable)));
      this.signal.throwIfAborted();
    }
  }

  private async append(reduce: number, groups: readonly Group[], durable: boolean): Promise<void> {
    const writer = new GroupWriter(join(this.dir, this.nameOf(reduce)));
    for (const group of groups) {
      writer.add(group);
      if (writer.isFull) await writer.flush();
    }
    await writer.flush(durable);
  }

  private nameOf(reduce: number): string {
    return temporary(intermediate(this.task.number, reduce), this.task.attempt);
  }
}
