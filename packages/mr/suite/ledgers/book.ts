/**
 * The book: who was given what by whom, and what became of it, as the messages tell. It judges nothing;
 * the other ledgers look things up in it. A coordinator that crashes and comes back is another one: it
 * has to learn again who lives.
 */
import {
  type Address,
  type Message,
  type Moment,
  moment,
  type NodeInfo,
  type Observer,
} from 'harness';
import type { Done, Failed, HeartbeatArgs, HeartbeatReply, Task, TaskId } from '../../api.ts';
import { problemOfCall, problemOfReply } from '../contract-shapes.ts';
import { DIR } from '../job.ts';
import { nameOf } from '../notation.ts';
import type { Run } from './run.ts';

/** An incarnation of a coordinator. */
export interface Life {
  readonly address: Address;
  readonly incarnation: number;
  readonly booted: Moment;
  /** When it crashed or ended, if it has. */
  ended: Moment | undefined;
  /** By name of a worker that it knows: when it last heard of it, and the time before. */
  readonly heard: Map<string, { readonly last: Moment; readonly before: Moment }>;
  /** Requests that it has not answered, and when they came. */
  readonly open: Map<Message, Moment>;
  /** When the one came that it has answered last. */
  asked: Moment | undefined;
  /** Inputs that it was told to be missing, and when it had answered that. */
  readonly missing: Map<string, Moment>;
  /** What it gave out, in order. */
  readonly given: Attempt[];
  /** When it first answered as the coordinator. */
  leads: Moment | undefined;
}

/** An attempt as it was given out for the first time. */
export interface Attempt {
  readonly name: string;
  readonly task: Task;
  readonly worker: string;
  readonly node: Address;
  readonly by: Life;
  /** The request that it answered. */
  readonly message: Message;
  /** When that came. */
  readonly asked: Moment;
  readonly given: Moment;
  /** Its worker came with a name from another coordinator, which may have decided that. */
  readonly inherited: boolean;
  /** When coordinators heard that it is done, and which. */
  readonly done: { readonly at: Moment; readonly by: Life; readonly files: readonly string[] }[];
  failed: Moment | undefined;
  /** Its worker was told to do something else, or nothing. */
  dropped: Moment | undefined;
}

export class Book implements Observer {
  /** By name. */
  readonly attempts = new Map<string, Attempt>();
  readonly lives: Life[] = [];
  /** By path: the attempt of which a coordinator has heard that it has written this file. */
  readonly reported = new Map<string, Attempt>();
  /** Map tasks of which files were missing when somebody said so, and when: they are done once more. */
  readonly lost = new Map<string, Moment>();
  /** Somebody has reported that the application fails. */
  failures = 0;
  readonly #run: Run;
  readonly #byTask = new Map<string, Attempt[]>();
  readonly #running = new Map<string, Attempt>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** All attempts at a task, in order. */
  attemptsAt(task: TaskId): readonly Attempt[] {
    return this.#byTask.get(nameOf(task)) ?? [];
  }

  /** All tasks of a kind that were given out. */
  tasks(kind: TaskId['kind']): Task[] {
    const tasks = [...this.#byTask.values()].map(([first]) => first?.task);
    return tasks.filter((task): task is Task => task?.kind === kind);
  }

  /** The coordinator that a message went to, as it is now. */
  lifeOf({ address, incarnation }: Pick<NodeInfo, 'address' | 'incarnation'>): Life {
    let life = this.lives.find(
      (each) => each.address === address && each.incarnation === incarnation,
    );
    if (life === undefined) {
      life = {
        address,
        incarnation,
        booted: moment(this.#run),
        ended: undefined,
        heard: new Map(),
        open: new Map(),
        asked: undefined,
        missing: new Map(),
        given: [],
        leads: undefined,
      };
      this.lives.push(life);
    }
    return life;
  }

  booted(node: NodeInfo): void {
    if (this.#run.coordinators.includes(node.address)) this.lifeOf(node);
  }

  crashed(node: NodeInfo): void {
    if (this.#run.coordinators.includes(node.address)) this.lifeOf(node).ended = moment(this.#run);
  }

  exited(node: NodeInfo): void {
    this.crashed(node);
  }

  delivered(message: Message): void {
    if (problemOfCall(message.method, message.args) !== undefined) return;
    const life = this.#latest(message.to);
    if (life === undefined) return;
    const now = moment(this.#run);
    life.open.set(message, now);
    const { worker, done, failed } = message.args as unknown as HeartbeatArgs;
    const known = worker === undefined ? undefined : life.heard.get(worker);
    if (worker !== undefined && known) life.heard.set(worker, { last: now, before: known.last });
    if (done) this.#reported(done, { at: now, by: life, files: done.files });
    if (failed === undefined) return;
    const attempt = this.attempts.get(failed.attempt);
    if (attempt) attempt.failed ??= now;
    if (failed.missing === undefined) this.failures += 1;
    for (const name of failed.missing ?? []) {
      const map = mapOfInput(name);
      const isThere = this.#run.fs.exists(`${DIR}/${name}`); // Made again meanwhile: told too late.
      if (map !== undefined && !isThere) this.lost.set(`map ${map}`, now);
    }
  }

  responded(message: Message, node: NodeInfo): void {
    const life = this.lifeOf(node);
    const asked = life.open.get(message);
    life.open.delete(message);
    life.asked = asked;
    if (asked === undefined || problemOfReply(message.method, message.reply) !== undefined) return;
    const { worker, task } = message.reply as unknown as HeartbeatReply;
    if (task === 'standby') return;
    const now = moment(this.#run);
    life.leads ??= now;
    const { worker: before, failed } = message.args as unknown as HeartbeatArgs;
    if (before !== undefined && before !== worker) this.#removed(before, life, now);
    if (failed) this.#missed(failed, life, now);
    const inherited = before === worker && !life.heard.has(worker);
    if (!life.heard.has(worker)) life.heard.set(worker, { last: asked, before: asked });
    const running = this.#running.get(worker);
    if (typeof task === 'string') {
      if (running && task === 'wait') running.dropped ??= now;
      return;
    }
    if (running && running.name !== task.attempt) running.dropped ??= now;
    if (this.attempts.has(task.attempt)) return;
    this.#add({
      name: task.attempt,
      task,
      worker,
      node: message.from,
      by: life,
      message,
      asked,
      given: now,
      inherited,
      done: [],
      failed: undefined,
      dropped: undefined,
    });
  }

  /** A worker got another name: what it did under the old one does not count. */
  #removed(worker: string, life: Life, now: Moment): void {
    life.heard.delete(worker);
    const running = this.#running.get(worker);
    if (running) running.dropped ??= now;
  }

  /** Only a report of an attempt that counts: others may be refused. */
  #missed({ attempt: name, missing = [] }: Failed, life: Life, now: Moment): void {
    const attempt = this.attempts.get(name);
    if (
      attempt?.by !== life ||
      attempt.dropped ||
      attempt !== this.attemptsAt(attempt.task).at(-1)
    ) {
      return;
    }
    for (const input of missing) {
      if (this.#run.fs.exists(`${DIR}/${input}`) || this.#isKnownMissing(input, life)) continue;
      life.missing.set(input, now);
    }
  }

  /** True if the coordinator was told before, and has not had the map done again since. */
  #isKnownMissing(input: string, life: Life): boolean {
    const told = life.missing.get(input);
    const map: TaskId = { kind: 'map', number: mapOfInput(input) ?? -1 };
    const last = this.attemptsAt(map).at(-1);
    return told !== undefined && (last === undefined || last.given.event < told.event);
  }

  #reported({ attempt: name }: Done, report: Attempt['done'][number]): void {
    const attempt = this.attempts.get(name);
    if (attempt === undefined) return;
    attempt.done.push(report);
    for (const file of report.files) this.reported.set(`${DIR}/${file}`, attempt);
  }

  #add(attempt: Attempt): void {
    this.attempts.set(attempt.name, attempt);
    attempt.by.given.push(attempt);
    this.#running.set(attempt.worker, attempt);
    const task = nameOf(attempt.task);
    const others = this.#byTask.get(task);
    if (others === undefined) this.#byTask.set(task, [attempt]);
    else others.push(attempt);
  }

  #latest(address: Address): Life | undefined {
    return this.lives.findLast((life) => life.address === address);
  }
}

/** Number of the map task that an input of a reduce task belongs to. */
export function mapOfInput(name: string): number | undefined {
  const number = /^mr-(\d+)-/.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}
