/**
 * A reduce task (§3.1, steps 5 and 6): reads its partition of all map tasks' output, sorts it by key,
 * and passes each key with its values to the application's reduce function.
 */
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { App, ReduceTask } from 'mr';
import { checkText } from './emitted.ts';
import { ExternalSort } from './external-sort.ts';
import { syncNames } from './files.ts';
import { readGroups } from './group-file.ts';
import { BLOCK } from './lines.ts';
import type { Merge } from './merge.ts';
import { output, sortRun, temporary } from './names.ts';
import { Pacer } from './pacer.ts';
import { mistakeOf, TaskFailure } from './task-failure.ts';
import { type Interlude, ValueStream } from './value-stream.ts';

/**
 * @param signal aborted when the attempt has been given up
 * @returns the temporary name of the output
 */
export async function runReduceTask(
  task: ReduceTask,
  app: App,
  dir: string,
  signal: AbortSignal,
): Promise<string> {
  const pacer = new Pacer(signal);
  const sort = new ExternalSort((run) => join(dir, sortRun(task.number, run, task.attempt)));
  await readInputs(task, dir, sort, pacer);
  const merge = await sort.sorted();
  try {
    const name = temporary(output(task.number), task.attempt);
    await new Reducer(app, join(dir, name), merge, pacer).run();
    await syncNames(dir);
    return name;
  } finally {
    await merge.close();
  }
}

/** "When a reduce worker has read all intermediate data, it sorts it" (§3.1, step 5). */
async function readInputs(
  task: ReduceTask,
  dir: string,
  sort: ExternalSort,
  pacer: Pacer,
): Promise<void> {
  try {
    for (const input of task.inputs) {
      for await (const groups of readGroups(join(dir, input))) {
        for (const group of groups) sort.add(group);
        if (sort.isFull) await sort.spill();
        if (pacer.isDue) await pacer.pause();
      }
    }
  } catch (error) {
    const present = new Set(await readdir(dir));
    const missing = task.inputs.filter((name) => !present.has(name));
    if (missing.length === 0) throw error;
    throw new TaskFailure(`inputs are not there any more: ${missing.join(', ')}`, missing);
  }
}

class Reducer implements Interlude {
  private readonly app: App;
  private readonly path: string;
  private readonly merge: Merge;
  private readonly pacer: Pacer;
  private text = '';

  constructor(app: App, path: string, merge: Merge, pacer: Pacer) {
    this.app = app;
    this.path = path;
    this.merge = merge;
    this.pacer = pacer;
  }

  async run(): Promise<void> {
    for (
      let key = await this.merge.nextKey();
      key !== undefined;
      key = await this.merge.nextKey()
    ) {
      await this.reduce(key);
      if (this.isDue) await this.pause();
    }
    await this.flush(true); // Also when it is empty: an output has to be there.
  }

  private async reduce(key: string): Promise<void> {
    const values = new ValueStream(this.merge, this);
    try {
      await this.app.reduce(key, values, (value) => {
        checkText('value', value);
        this.text += `${key} ${value}\n`;
      });
    } catch (error) {
      if (!values.failure) throw mistakeOf('reduce', key, error);
    }
    if (values.failure) throw values.failure.error;
  }

  /** Between two values as well as between two keys: one key may have all of them. */
  get isDue(): boolean {
    return this.text.length >= BLOCK || this.pacer.isDue;
  }

  async pause(): Promise<void> {
    if (this.text.length >= BLOCK) await this.flush();
    if (this.pacer.isDue) await this.pacer.pause();
  }

  /** @param durable the whole output has to outlast a power failure from now on */
  private async flush(durable = false): Promise<void> {
    const { text } = this;
    this.text = '';
    await appendFile(this.path, text, { flush: durable });
  }
}
