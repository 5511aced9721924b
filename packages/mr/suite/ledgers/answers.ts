/** Each call is answered at once, whatever others wait for: a worker beats while another one works. */
import { type Message, moment, type Observer, violation, when } from 'harness';
import { describeCall } from '../notation.ts';
import { PROMPT_ANSWERS } from '../properties.ts';
import type { Book } from './book.ts';
import { inSeconds, msBetween, type Run } from './run.ts';

/** ms that a coordinator may have for an answer; nobody holds a call for so long who answers 'wait'. */
const MOST_MS = 2500;
/** A coordinator that nothing happens to for so long may be stopped, ms. */
const STOPPED_MS = 2000;

export class Answers implements Observer {
  readonly #run: Run;
  readonly #book: Book;
  /** By address: when anything last happened there, and since when it can have answered. */
  readonly #awake = new Map<string, { last: number; since: number }>();

  constructor(run: Run, book: Book) {
    this.#run = run;
    this.#book = book;
  }

  delivered(message: Message): void {
    const since = this.#awakeSince(message.to);
    const life = this.#book.lives.findLast(({ address }) => address === message.to);
    const [oldest] = life?.open ?? [];
    if (oldest === undefined) return;
    const [call, came] = oldest;
    const now = moment(this.#run);
    const waited = Math.min(msBetween(came, now), (now.at - since) / 1000);
    if (waited <= MOST_MS + this.#run.diskMs) return;
    throw violation(
      this.#run,
      PROMPT_ANSWERS,
      `${call.to} has not answered ${call.from} ${describeCall(call.method, call.args)}, which came ` +
        `${when(came)}, for ${inSeconds(waited)}. An answer waits for no other call, no task and no ` +
        `worker: if there is no task now, it is 'wait'.`,
      came,
    );
  }

  #awakeSince(address: string): number {
    const now = this.#run.clock.now;
    const awake = this.#awake.get(address) ?? { last: now, since: now };
    if ((now - awake.last) / 1000 > STOPPED_MS) awake.since = now;
    awake.last = now;
    this.#awake.set(address, awake);
    return awake.since;
  }
}
