import { readFile } from 'node:fs/promises';
import type { App, Coordinator, CoordinatorEnd, CoordinatorOptions, JobEnd, WorkerEnd } from 'mr';
import { type Input, sequential } from 'mr/sequential';
import { makeCoordinator, runWorker } from '../src/index.ts';
import type { Folder } from './folder.ts';

/** A job on real files; who asks the coordinator just calls it. */
export class Job {
  readonly app: App;
  readonly options: CoordinatorOptions;

  constructor(app: App, folder: Folder, files: readonly string[], options = {}) {
    this.app = app;
    const { input } = app;
    const dir = folder.path;
    const defaults = {
      me: 'C1',
      files,
      input,
      dir,
      splitBytes: 1000,
      nReduce: 3,
      taskTimeout: 2000,
    };
    this.options = { ...defaults, ...options };
  }

  coordinator(options: Partial<CoordinatorOptions> = {}): Coordinator {
    return makeCoordinator({ ...this.options, ...options });
  }

  worker(...coordinators: readonly CoordinatorEnd[]): Promise<WorkerEnd> {
    const { app, options } = this;
    return runWorker({ coordinators, app, dir: options.dir, beatEvery: 10, giveUpAfter: 1000 });
  }

  /** From the beginning to the end. */
  async run(workers = 2): Promise<{ end: JobEnd; workers: WorkerEnd[] }> {
    const coordinator = this.coordinator();
    const running = Array.from({ length: workers }, () => this.worker(endTo(coordinator)));
    return { end: await coordinator.over, workers: await Promise.all(running) };
  }

  /** The lines of all outputs, sorted: an output's own order is looked at elsewhere. */
  async outputs(): Promise<string[]> {
    const { nReduce, dir } = this.options;
    const lines: string[] = [];
    for (let reduce = 0; reduce < nReduce; reduce++) {
      const text = await readFile(`${dir}/mr-out-${reduce}`, 'utf8');
      lines.push(...text.split('\n').slice(0, -1));
    }
    return lines.sort();
  }

  /** What they should be. */
  async expected(): Promise<string[]> {
    const inputs: Input[] = [];
    for (const name of this.options.files) inputs.push({ name, content: await readFile(name) });
    return (await sequential(this.app, inputs)).sort();
  }
}

/** As over a network: what is passed is a copy. */
export function endTo(coordinator: Coordinator): CoordinatorEnd {
  return {
    call: async (_method, args) =>
      structuredClone(await coordinator.heartbeat(structuredClone(args))),
  };
}
