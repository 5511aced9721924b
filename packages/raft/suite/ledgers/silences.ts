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
/** How often that is looked at, µs at work. */
const LOOK_EVERY = 100_000;
/** Calls in a row that a server has not answered; from then on it may be taken for dead. */
const MAX_UNANSWERED = 3;

/** Calls of a leader to another server. */
interface Link {
  call: Message;
  /** The event of that call. */
  event: number;
  /** Since then, µs at work. */
  silence: number;
  unanswered: number;
}

/** Calls of a leader in a term. */
interface Leader {
  readonly term: number;
  readonly links: Map<Address, Link>;
  /** Its time at work in that term; and as of the last look at its links. */
  readonly active: ActiveTime;
  looked: number;
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
    const { now, eventNumber: event } = this.#run.clock;
    let leader = this.#leaders.get(from);
    if (leader === undefined || term > leader.term) {
      leader = { term, links: new Map(), active: new ActiveTime(now), looked: 0 };
      this.#leaders.set(from, leader);
    }
    leader.active.sign(now);
    const link = leader.links.get(to);
    if (link === undefined) {
      leader.links.set(to, { call: message, event, silence: 0, unanswered: 1 });
    } else {
      link.call = message;
      link.event = event;
      link.silence = 0;
      link.unanswered += 1;
    }
    if (leader.active.total - leader.looked > LOOK_EVERY) this.#look(leader, message);
  }

  replied(message: Message): void {
    const link = this.#leaders.get(message.from)?.links.get(message.to);
    if (link) link.unanswered = 0;
  }

  #look(leader: Leader, message: Message): void {
    const passed = leader.active.total - leader.looked;
    leader.looked = leader.active.total;
    for (const [other, link] of leader.links) {
      if (other === message.to) continue;
      link.silence += passed;
      if (link.silence > MAX_SILENCE) this.#check(leader, link, message);
    }
  }

  #check({ term }: Leader, { call, event, unanswered }: Link, now: Message): void {
    if (unanswered > MAX_UNANSWERED) return;
    const since: Moment = { at: call.sentAt, event };
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
