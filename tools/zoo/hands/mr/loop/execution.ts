/** One execution of an attempt by a worker: the map or the reduce, and the files of it. */
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App, Done, Failed, MapTask, ReduceTask, Task } from 'mr';
import { describe, isMissing } from './errors.ts';
import { readChunks, readLines } from './lines.ts';
import { temporaryFile } from './names.ts';
import { type Groups, addPair, combineGroup, formatPair, parsePair, partitionOf } from './pairs.ts';
import { syncFolder } from './sync.ts';
import { Breather } from './timing.ts';

export type Report = { readonly done: Done } | { readonly failed: Failed };

/** Why an attempt can't be completed. */
class TaskFailure extends Error {
  readonly missing: readonly string[];

  constructor(reason: string, missing: readonly string[] = []) {
    super(reason);
    this.missing = missing;
  }
}

/** The worker was told to do something else. */
class Dropped extends Error {}

export class Execution {
  readonly task: Task;
  /** Resolves when there is a report, or when it was dropped. */
  readonly finished: Promise<void>;
  /** What to tell the coordinator, and whether it was told already, with or without a reply. */
  report: Report | undefined;
  told = false;
  private readonly app: App;
  private readonly dir: string;
  private readonly number: number;
  private readonly breather: Breather;
  private dropped = false;
  /** The files that exist or are about to, and the work on them. */
  private readonly files: string[] = [];
  private writing: Promise<void> = Promise.resolve();

  constructor(task: Task, number: number, app: App, dir: string, beatEvery: number) {
    this.task = task;
    this.number = number;
    this.app = app;
    this.dir = dir;
    this.breather = new Breather(beatEvery / 4);
    this.finished = this.run();
  }

  /**
   * Stops it and deletes its files. The application can't be interrupted, but what it still emits
   * goes nowhere.
   */
  async discard(): Promise<void> {
    this.dropped = true;
    await this.writing.catch(() => undefined);
    for (const file of this.files) await rm(join(this.dir, file), { force: true });
  }

  private async run(): Promise<void> {
    const { kind, number, attempt } = this.task;
    const task = { kind, number };
    try {
      const parts = await (this.task.kind === 'map' ? this.map(this.task) : this.reduce(this.task));
      this.checkDropped();
      this.writing = this.write(parts);
      await this.writing;
      this.report = { done: { task, attempt, files: this.files } };
    } catch (error) {
      if (this.dropped) return;
      await this.discard().catch(() => undefined);
      const reason = error instanceof TaskFailure ? error.message : describe(error);
      const missing = error instanceof TaskFailure ? error.missing : [];
      const failed = { task, attempt, reason };
      this.report = { failed: missing.length === 0 ? failed : { ...failed, missing } };
    }
  }

  // Map.

  private async map(task: MapTask): Promise<string[]> {
    const groups: Groups = new Map();
    if (this.app.input === 'file') await this.mapFile(task, groups);
    else await this.mapLines(task, groups);
    const parts = Array.from({ length: task.nReduce }, (): string[] => []);
    for (const [key, values] of groups) {
      if (this.breather.due()) await this.rest();
      const part = parts[partitionOf(key, task.nReduce)];
      for (const value of this.combine(key, values)) part?.push(formatPair(key, value));
    }
    return parts.map((lines) => lines.join(''));
  }

  private async mapFile({ split }: MapTask, groups: Groups): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of readChunks(split)) chunks.push(chunk);
    await this.mapOne(split.file, Buffer.concat(chunks).toString('utf8'), groups);
  }

  private async mapLines({ split }: MapTask, groups: Groups): Promise<void> {
    for await (const lines of readLines(split)) {
      for (const { offset, text } of lines) {
        if (this.breather.due()) await this.rest();
        await this.mapOne(`${split.file}:${offset}`, text, groups);
      }
      this.checkDropped();
    }
  }

  private async mapOne(key: string, value: string, groups: Groups): Promise<void> {
    try {
      await this.app.map(key, value, (k, v) => addPair(groups, k, v));
    } catch (error) {
      throw new TaskFailure(`map(${key}): ${describe(error)}`);
    }
  }

  private combine(key: string, values: readonly string[]): readonly string[] {
    try {
      return combineGroup(this.app, key, values);
    } catch (error) {
      throw new TaskFailure(`combine(${key}): ${describe(error)}`);
    }
  }

  // Reduce.

  private async reduce(task: ReduceTask): Promise<string[]> {
    const groups = await this.readInputs(task);
    const output: string[] = [];
    for (const key of [...groups.keys()].sort()) {
      if (this.breather.due()) await this.rest();
      const values = groups.get(key) ?? [];
      try {
        await this.app.reduce(key, values, (value) => output.push(`${key} ${value}\n`));
      } catch (error) {
        throw new TaskFailure(`reduce(${key}): ${describe(error)}`);
      }
      groups.delete(key);
    }
    return [output.join('')];
  }

  /** Reads its partition of every map, and names all that are missing, not the first only. */
  private async readInputs({ inputs }: ReduceTask): Promise<Groups> {
    const groups: Groups = new Map();
    const missing: string[] = [];
    for (const name of inputs) {
      this.checkDropped();
      try {
        await this.readInput(name, groups);
      } catch (error) {
        if (!isMissing(error)) throw error;
        missing.push(name);
      }
    }
    if (missing.length > 0) throw new TaskFailure(`missing: ${missing.join(', ')}`, missing);
    return groups;
  }

  private async readInput(name: string, groups: Groups): Promise<void> {
    const file = join(this.dir, name);
    const size = (await stat(file)).size;
    for await (const lines of readLines({ file, start: 0, end: size })) {
      for (const { text } of lines) {
        if (this.breather.due()) await this.rest();
        addPair(groups, ...parsePair(text));
      }
    }
  }

  // Files.

  private async write(parts: readonly string[]): Promise<void> {
    for (const [part, content] of parts.entries()) {
      this.checkDropped();
      const file = temporaryFile(this.task.attempt, this.number, part);
      this.files.push(file);
      await writeFile(join(this.dir, file), content, { flush: true });
    }
    await syncFolder(this.dir);
  }

  private async rest(): Promise<void> {
    await this.breather.rest();
    this.checkDropped();
  }

  private checkDropped(): void {
    if (this.dropped) throw new Dropped();
  }
}
