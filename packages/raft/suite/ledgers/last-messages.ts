/** The last message between any two servers, and its fate: for failures without a culprit. */
import { type Address, type Message, moment, type Moment, type Observer, when } from 'harness';
import { describeMessage, describeReply } from '../notation.ts';
import type { Run } from './run.ts';

/** How far a message has come. */
interface Last {
  readonly message: Message;
  readonly sent: Moment;
  delivered: boolean;
  /** The message whose reply has arrived: this one or a duplicate of it. */
  replied: Message | undefined;
}

export class LastMessages implements Observer {
  readonly #run: Run;
  /** By sender, then by receiver. */
  readonly #last = new Map<Address, Map<Address, Last>>();

  constructor(run: Run) {
    this.#run = run;
  }

  called(message: Message): void {
    const sent = moment(this.#run);
    let sentBy = this.#last.get(message.from);
    if (sentBy === undefined) this.#last.set(message.from, (sentBy = new Map()));
    sentBy.set(message.to, { message, sent, delivered: false, replied: undefined });
  }

  delivered(message: Message): void {
    const last = this.#lastOf(message);
    if (last) last.delivered = true;
  }

  replied(message: Message): void {
    const last = this.#lastOf(message);
    if (last) last.replied = message;
  }

  /** 'S1→S2 AppendEntries t1 prev=1@1 [2@1] commit=1 at 1.203 s (event 812): ok t1'. */
  describe(from: Address, to: Address): string {
    const last = this.#last.get(from)?.get(to);
    if (last === undefined) return `${from}→${to}: never a message`;
    return `${describeMessage(last.message)} ${when(last.sent)}: ${fate(last)}`;
  }

  /** If it is the last one, or a duplicate of that. */
  #lastOf(message: Message): Last | undefined {
    const last = this.#last.get(message.from)?.get(message.to);
    return last?.message.id === (message.copyOf ?? message.id) ? last : undefined;
  }
}

function fate({ message, delivered, replied }: Last): string {
  if (!delivered) return 'not arrived';
  const { method, reply: value } = replied ?? message;
  if (value === undefined) return 'arrived, not answered';
  const reply = describeReply(method, value);
  return replied ? reply : `${reply}, which has not arrived`;
}
