/**
 * Probes: what a server has said must still hold if it crashes at that very moment and comes back
 * with what is on its disk (Figure 2, State: on stable storage before responding to RPCs). After each
 * save, call, reply and apply, a throw-away server is booted from a copy of the disk as it was right
 * then, and asked.
 *
 * One that takes its time to answer is not judged. One that saves more than it must, later than it
 * could, or several things at once answers as it should.
 */
import {
  type Address,
  type Message,
  moment,
  type NodeInfo,
  type Observer,
  type Plain,
  violation,
  when,
} from 'harness';
import { fromSnapshot } from '../../service-state.ts';
import { describeCall, describeReply } from '../notation.ts';
import { PERSISTENT_STATE } from '../properties.ts';
import type { Promised, Promises, Question, Reply } from './promises.ts';
import type { Run } from './run.ts';

type Disk = NodeInfo['disk'];

/** Who can ask a disk: the world. */
export interface Prober {
  /** Runs a task after the running event, before the next one. */
  defer(task: () => void | Promise<void>): void;
  /** What a throw-away server with that disk answers; `undefined` where it does not at once. */
  probe(
    server: Address,
    disk: Disk,
    questions: readonly Question[],
  ): readonly Plain[] | Promise<readonly Plain[]>;
  node(server: Address): NodeInfo;
}

export class Probes implements Observer {
  readonly #run: Run;
  readonly #prober: Prober;
  readonly #promises: Promises;
  /** By promise: how often its server had saved when it was last asked. */
  readonly #asked = new WeakMap<object, number>();

  readonly #onlyOnce: boolean;

  /**
   * @param promises which sees an event before this ledger
   * @param onlyOnce asks when something is said, and not again at later saves
   */
  constructor(run: Run, prober: Prober, promises: Promises, onlyOnce: boolean) {
    this.#run = run;
    this.#onlyOnce = onlyOnce;
    this.#prober = prober;
    this.#promises = promises;
  }

  called({ from }: Message): void {
    this.#askAll(this.#prober.node(from), 'this call');
  }

  responded(_message: Message, node: NodeInfo): void {
    this.#askAll(node, 'this reply');
  }

  saved(node: NodeInfo): void {
    this.#askAll(node, 'this save');
  }

  applied(node: NodeInfo): void {
    this.#askAll(node, 'this apply');
  }

  /** Whatever is new, in what was said or on the disk. */
  #askAll({ address, disk }: NodeInfo, effect: string): void {
    const fresh = this.#promises.of(address).filter(({ made, entry }) => {
      const before = this.#asked.get(made);
      const isNew = before === undefined || (!this.#onlyOnce && before !== disk.saves);
      this.#asked.set(made, disk.saves);
      return isNew && (entry === undefined || entry.index > snapshotIndex(disk));
    });
    if (fresh.length === 0) return;
    const copy = disk.copy();
    this.#prober.defer(() => this.#ask(address, copy, fresh, effect));
  }

  /** All of one server: no answer changes another one. */
  #ask(
    server: Address,
    disk: Disk,
    promised: readonly Promised[],
    effect: string,
  ): void | Promise<void> {
    const questions = promised.map(({ question }) => question);
    const replies = this.#prober.probe(server, disk, questions);
    const judge = (answers: readonly Plain[]): void => {
      for (const [i, each] of promised.entries()) this.#judge(server, each, answers[i], effect);
    };
    return replies instanceof Promise ? replies.then(judge) : judge(replies);
  }

  #judge(server: Address, promised: Promised, answer: Plain, effect: string): void {
    const { said, since, question, isBroken } = promised;
    const reply = answer as unknown as Reply | undefined;
    if (reply === undefined || !isBroken(reply)) return;
    const { from, method, args } = question;
    const call = `${from}→${server} ${describeCall(method, args)}`;
    throw violation(
      this.#run,
      PERSISTENT_STATE,
      `What a server has said is on stable storage before it says so. ${server} ${said}\n` +
        `  If it crashes right after ${effect}, ${when(moment(this.#run))}, and comes back with what ` +
        `is on its disk, it has forgotten that:\n` +
        `  ${call} → ${describeReply(method, reply as unknown as Plain)}`,
      since,
    );
  }
}

/** Up to where a snapshot on the disk holds all entries. */
function snapshotIndex({ snapshot }: Disk): number {
  return fromSnapshot(snapshot)?.index ?? 0;
}
