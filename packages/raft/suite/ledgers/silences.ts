/**
 * Heartbeats (§5.2; Figure 2, Leaders): a leader speaks to each of the other servers, at an interval
 * that does not depend on what they answer. One that speaks to some and leaves out another waits for
 * something: a reply, or a snapshot that is on its way.
 *
 * A leader may speak less often to a server that has not answered for long.
 */
import {
  type Address,
  type Message,
  type Moment,
  moment,
  type Observer,
  violation,
  when,
} from 'harness';
import { describeMessage } from '../notation.ts';
import { HEARTBEATS } from '../properties.ts';
import { ActiveTime } from './active-time.ts';
import { leaderTermOf } from './rpc.ts';
import type { Run } from './run.ts';

/** µs at work, beyond which every follower stands for election. */
const MAX_SILENCE = 3_000_000;
/** Calls in a row that a server has not answered; from then on it may be taken for dead. */
const MAX_UNANSWERED = 3;

/** What a leader has said to another server. */
interface Link {
  call: Message;
  since: Moment;
  active: ActiveTime;
  unanswered: number;
}

/** What a leader has said in a term. */
interface Leader {
  readonly term: number;
  readonly links: Map<Address, Link>;
}

export class Silences implements Observer {
  readonly #run: Run;
  readonly #leaders = new Map<Address, Leader>();

  constructor(run: Run) {
    this.#run = run;
  }

  called(message: Message): void {
    const { from, to } = message;
    const term = leaderTermOf(message);
    if (term === undefined || !this.#run.servers.includes(from)) return;
    let leader = this.#leaders.get(from);
    if (leader === undefined || term > leader.term) {
      this.#leaders.set(from, (leader = { term, links: new Map() }));
    }
    const { now } = this.#run.clock;
    for (const [other, link] of leader.links) {
      if (other !== to && link.active.sign(now) > MAX_SILENCE) this.#check(leader, link, message);
    }
    const unanswered = (leader.links.get(to)?.unanswered ?? 0) + 1;
    const since = moment(this.#run);
    leader.links.set(to, { call: message, since, active: new ActiveTime(now), unanswered });
  }

  replied(message: Message): void {
    const link = this.#leaders.get(message.from)?.links.get(message.to);
    if (link) link.unanswered = 0;
  }

  #check({ term }: Leader, { call, since, unanswered }: Link, now: Message): void {
    if (unanswered > MAX_UNANSWERED) return;
    throw violation(
      this.#run,
      HEARTBEATS,
      `A leader sends heartbeats to each of the other servers, but ${call.from}, leader of term ` +
        `${term}, says nothing more to ${call.to}, and goes on speaking to others:\n` +
        `  the last to ${call.to}: ${describeMessage(call)} ${when(since)}\n` +
        `  ${describeMessage(now)} ${when(moment(this.#run))}\n` +
        `  ${call.to} hears of no leader and stands for election. The next heartbeat must not wait ` +
        `for the answer to a call, or for a snapshot to arrive.`,
      since,
    );
  }
}
