/** The last message between any two servers, and its fate: for failures without a culprit. */
import { type Address, type Message, type Observer } from 'harness';
import { describeMessage, describeReply } from '../notation.ts';
import { moment, type Moment, type Run, when } from './run.ts';

/** How far a message has come. */
interface Last {
  readonly message: Message;
  readonly sent: Moment;
  delivered: boolean;
  replied: boolean;
}

export class LastMessages implements Observer {
  readonly #run: Run;
  readonly #last = new Map<string, Last>();

  constructor(run: Run) {
    this.#run = run;
  }

  called(message: Message): void {
    const sent = moment(this.#run);
    this.#last.set(pair(message), { message, sent, delivered: false, replied: false });
  }

  delivered(message: Message): void {
    const last = this.#last.get(pair(message));
    if (last?.message === message) last.delivered = true;
  }

  replied(message: Message): void {
    const last = this.#last.get(pair(message));
    if (last?.message === message) last.replied = true;
  }

  /** 'S1→S2 AppendEntries t1 prev=1@1 [2@1] commit=1 at 1.203 s (event 812): ok t1'. */
  describe(from: Address, to: Address): string {
    const last = this.#last.get(`${from}→${to}`);
    if (last === undefined) return `${from}→${to}: never a message`;
    return `${describeMessage(last.message)} ${when(last.sent)}: ${fate(last)}`;
  }
}

function pair({ from, to }: Message): string {
  return `${from}→${to}`;
}

function fate({ message, delivered, replied }: Last): string {
  if (!delivered) return 'not arrived';
  if (message.reply === undefined) return 'arrived, not answered';
  const reply = describeReply(message.method, message.reply);
  return replied ? reply : `${reply}, which has not arrived`;
}
