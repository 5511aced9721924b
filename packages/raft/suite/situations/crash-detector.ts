/** Finds situations of crashes in the middle of something, and of what they leave behind (§5.5). */
import type { Address, Message, NodeInfo, Plain } from 'harness';
import type { AppendEntriesArgs, ApplyMessage } from '../../api.ts';
import { appendEntriesArgs, keyOf, lastIndexOf, requestVoteArgs } from '../ledgers/rpc.ts';
import type { Reach } from '../situations.ts';
import type { Actor, Detector, Scene } from './scene.ts';

/** What a server has done so far in the running event, which is its alone. */
interface Doing {
  event: number;
  server: Address;
  request: Message | undefined;
  answered: boolean;
  saved: boolean;
  /** Index of the last entry that it applied; 0 when it has applied nothing. */
  applied: number;
  /** The first call, and how many there were. */
  call: Message | undefined;
  calls: number;
  elected: boolean;
  /** Arguments of a start() that has not returned. */
  starting: Plain;
}

export class CrashDetector implements Detector {
  readonly #scene: Scene;
  readonly #reach: Reach;
  readonly #doing: Doing = {
    event: 0,
    server: '',
    request: undefined,
    answered: false,
    saved: false,
    applied: 0,
    call: undefined,
    calls: 0,
    elected: false,
    starting: undefined,
  };
  /** Keys of commands whose start() will never return. */
  readonly #unanswered = new Set<unknown>();

  constructor(scene: Scene, reach: Reach) {
    this.#scene = scene;
    this.#reach = reach;
  }

  invoked({ address }: NodeInfo, method: string, args: Plain): void {
    if (method === 'start') this.#of(address).starting = args;
  }

  returned({ address }: NodeInfo): void {
    this.#of(address).starting = undefined;
  }

  called(message: Message): void {
    const doing = this.#of(message.from);
    doing.call ??= message;
    doing.calls += 1;
  }

  elected({ address }: Actor): void {
    this.#of(address).elected = true;
  }

  delivered(message: Message): void {
    this.#of(message.to).request = message;
    const { bootedAt } = this.#scene.of(message.to);
    if (message.sentAt < bootedAt) this.#reach('request-reaches-next-incarnation');
  }

  responded({ to }: Message): void {
    this.#of(to).answered = true;
  }

  saved({ address }: NodeInfo): void {
    this.#of(address).saved = true;
  }

  applied({ address }: NodeInfo, value: Plain): void {
    this.#of(address).applied = (value as unknown as ApplyMessage).index;
  }

  committed(_actor: Actor, _index: number, message: ApplyMessage): void {
    if (this.#unanswered.size === 0 || message.kind !== 'command') return;
    if (this.#unanswered.has(keyOf(message.command))) this.#reach('unanswered-start-commits');
  }

  crashed({ address }: NodeInfo): void {
    const doing = this.#of(address);
    const { request, starting, saved, answered, applied, call } = doing;
    if (starting && saved) this.#unanswered.add(keyOf((starting as readonly Plain[])[0]));
    if (call) this.#crashedAmongCalls(doing, call);
    if (request === undefined) return;
    const append = appendEntriesArgs(request);
    if (append && applied > 0) this.#crashedAfterApply(append, applied);
    if (!saved || answered) return;
    if (append && append.entries.length > 0) this.#reach('crash-between-save-and-reply');
    if (requestVoteArgs(request)) this.#reach('crash-between-save-and-vote');
  }

  #crashedAfterApply(args: AppendEntriesArgs, applied: number): void {
    const known = Math.min(args.leaderCommit, lastIndexOf(args));
    if (applied < known) this.#reach('crash-between-applies');
  }

  #crashedAmongCalls({ calls, elected, starting }: Doing, first: Message): void {
    if (calls >= this.#scene.run.size - 1) return;
    if (requestVoteArgs(first)) this.#reach('crash-while-asking-for-votes');
    else if (elected) this.#reach('crash-while-announcing');
    else if (starting) this.#reach('crash-between-calls');
  }

  #of(server: Address): Doing {
    const doing = this.#doing;
    const { eventNumber } = this.#scene.run.clock;
    if (doing.event === eventNumber && doing.server === server) return doing;
    doing.event = eventNumber;
    doing.server = server;
    doing.request = undefined;
    doing.answered = false;
    doing.saved = false;
    doing.applied = 0;
    doing.call = undefined;
    doing.calls = 0;
    doing.elected = false;
    doing.starting = undefined;
    return doing;
  }
}
