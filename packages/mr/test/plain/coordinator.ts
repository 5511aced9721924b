/** A plain coordinator: a table of tasks, and a look at it each second. */
import { access, readdir, readFile, rename, rm } from 'node:fs/promises';
import type {
  Coordinator,
  CoordinatorOptions,
  Done,
  Failed,
  HeartbeatArgs,
  HeartbeatReply,
  JobEnd,
  MakeCoordinator,
  Split,
  Task,
  TaskKind,
} from 'mr';

interface Row {
  readonly kind: TaskKind;
  readonly number: number;
  state: 'idle' | 'running' | 'committing' | 'done';
  attempt: string;
  worker: string;
  failures: number;
}

export const makeCoordinator: MakeCoordinator = (options) => new PlainCoordinator(options);

class PlainCoordinator implements Coordinator {
  readonly over: Promise<JobEnd>;
  private readonly options: CoordinatorOptions;
  private readonly ready: Promise<void>;
  private splits: Split[] = [];
  private maps: Row[] = [];
  private reduces: Row[] = [];
  private readonly heard = new Map<string, number>();
  private readonly dismissed = new Set<string>();
  private lastName = 0;
  private end: JobEnd | undefined;
  private endedAt = 0;
  private tidied: Promise<void> | undefined;

  constructor(options: CoordinatorOptions) {
    this.options = options;
    this.ready = this.readInput();
    this.over = new Promise((resolve) => {
      const timer = setInterval(() => {
        this.removeSilent();
        if (!this.mayEnd()) return;
        clearInterval(timer);
        void this.tidied!.then(() => resolve(this.end!));
      }, 1000);
    });
  }

  async heartbeat({ worker, done, failed }: HeartbeatArgs): Promise<HeartbeatReply> {
    await this.ready;
    const isKnown = worker !== undefined && this.heard.has(worker);
    const name = isKnown ? worker : `w${++this.lastName}`;
    this.heard.set(name, Date.now());
    if (done) await this.takeDone(done);
    if (failed) await this.takeFailed(failed);
    this.heard.set(name, Date.now());
    return { worker: name, task: this.next(name) };
  }

  private async readInput(): Promise<void> {
    const { files, input, splitBytes, nReduce } = this.options;
    for (const file of files) {
      const content = await readFile(file);
      const most = input === 'file' ? content.length : splitBytes;
      this.splits.push(...splitsOf(file, content, most));
    }
    this.maps = this.splits.map((_, number) => row('map', number));
    this.reduces = Array.from({ length: nReduce }, (_, number) => row('reduce', number));
  }

  private removeSilent(): void {
    const isSilent = (worker: string): boolean =>
      Date.now() - (this.heard.get(worker) ?? 0) > this.options.taskTimeout;
    for (const task of [...this.maps, ...this.reduces]) {
      if (task.state === 'running' && isSilent(task.worker)) task.state = 'idle';
    }
    for (const worker of [...this.heard.keys()].filter(isSilent)) this.heard.delete(worker);
  }

  private mayEnd(): boolean {
    if (this.end === undefined) return false;
    const isLate = Date.now() - this.endedAt > this.options.taskTimeout;
    return isLate || [...this.heard.keys()].every((worker) => this.dismissed.has(worker));
  }

  private endJob(end: JobEnd): void {
    this.end = end;
    this.endedAt = Date.now();
    this.tidied = this.tidy();
  }

  private async tidy(): Promise<void> {
    const { dir } = this.options;
    const names = (await readdir(dir)).filter((name) => /^(mr-\d|plain)/.test(name));
    for (const name of names) await rm(`${dir}/${name}`, { force: true });
  }

  private runningRow({ task, attempt }: Done | Failed): Row | undefined {
    const found = (task.kind === 'map' ? this.maps : this.reduces)[task.number];
    return found?.state === 'running' && found.attempt === attempt ? found : undefined;
  }

  private async takeDone(done: Done): Promise<void> {
    const task = this.runningRow(done);
    if (task === undefined) return;
    task.state = 'committing';
    const { dir } = this.options;
    const { kind, number } = task;
    for (const [part, file] of done.files.entries()) {
      const final = kind === 'map' ? `mr-${number}-${part}` : `mr-out-${number}`;
      try {
        await rename(`${dir}/${file}`, `${dir}/${final}`);
      } catch {
        task.state = 'idle'; // A file that was reported is lost: the task is done once more.
        return;
      }
    }
    task.state = 'done';
    if (this.reduces.every(({ state }) => state === 'done')) this.endJob({ status: 'done' });
  }

  private async takeFailed(failed: Failed): Promise<void> {
    const task = this.runningRow(failed);
    if (task === undefined) return;
    task.state = 'idle';
    const { reason, missing } = failed;
    for (const name of missing ?? []) {
      const map = this.maps[Number(name.split('-')[1])]!;
      const isThere = await access(`${this.options.dir}/${name}`).then(
        () => true,
        () => false,
      );
      if (!isThere && map.state === 'done') map.state = 'idle';
    }
    if (missing !== undefined) return;
    task.failures += 1;
    if (task.failures === 4) this.endJob({ status: 'failed', reason });
  }

  private next(worker: string): HeartbeatReply['task'] {
    if (this.end) {
      this.dismissed.add(worker);
      return 'exit';
    }
    const isMine = (task: Row): boolean => task.state === 'running' && task.worker === worker;
    const mine = [...this.maps, ...this.reduces].find(isMine);
    if (mine) return this.taskOf(mine);
    const areMapsDone = this.maps.every(({ state }) => state === 'done');
    const idle = (areMapsDone ? this.reduces : this.maps).find(({ state }) => state === 'idle');
    if (idle === undefined) return 'wait';
    idle.state = 'running';
    idle.worker = worker;
    idle.attempt = `a${++this.lastName}`;
    return this.taskOf(idle);
  }

  private taskOf({ kind, number, attempt }: Row): Task {
    if (kind === 'reduce') {
      return {
        kind,
        number,
        attempt,
        inputs: this.maps.map((map) => `mr-${map.number}-${number}`),
      };
    }
    return { kind, number, attempt, split: this.splits[number]!, nReduce: this.options.nReduce };
  }
}

function row(kind: TaskKind, number: number): Row {
  return { kind, number, state: 'idle', attempt: '', worker: '', failures: 0 };
}

/** Cut before `most` bytes are exceeded, where a line is not longer than that. */
function splitsOf(file: string, content: Buffer, most: number): Split[] {
  if (content.length === 0) return [{ file, start: 0, end: 0 }];
  const splits: Split[] = [];
  for (let start = 0; start < content.length;) {
    const full = start + most;
    const before = full >= content.length ? content.length : content.lastIndexOf(10, full - 1) + 1;
    const after = content.indexOf(10, full) + 1 || content.length;
    const end = before > start ? before : after;
    splits.push({ file, start, end });
    start = end;
  }
  return splits;
}
