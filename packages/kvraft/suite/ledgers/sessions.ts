/**
 * Sessions as they are handed out and refused (dissertation §6.3): no two clients have the same one, and
 * none is refused before it has been silent for as long as agreed.
 */
import {
  type Address,
  type Message,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  violation,
  when,
  stamp,
} from 'harness';
import type { Run } from 'raft/suite/beneath';
import type { ClientRequestArgs, ClientRequestReply, RegisterClientReply } from '../../api.ts';
import { describeCall } from '../notation.ts';
import { EARLY_EXPIRY, OWN_SESSION } from '../properties.ts';

/** The time that is agreed upon may be of whole ms, and a reply takes one to be given. */
const GRAIN_MS = 5;

/** A session that a client has. */
interface Session {
  readonly owner: Address;
  readonly incarnation: number;
  readonly since: Moment;
  /** Of operations behind the last one that was executed, by number: when the first attempt was sent. */
  sent: Map<number, Moment> | undefined;
  /** Operations of which the client has the result; a list, as there may be 100,000 sessions. */
  heard: number[] | undefined;
  /** The number of that one. */
  done: number | undefined;
  /** The latest attempt that was answered as executed, at that time or later. */
  active: Moment;
}

export class Sessions implements Observer {
  readonly #run: Run;
  readonly #timeout: number;
  /** By session: as its server said, whether or not the client has heard of it. */
  readonly #sessions = new Map<unknown, Session>();
  /** When each request was sent. */
  readonly #calls = new WeakMap<Message, Moment>();

  /** @param timeout ms for which a session must last; 0: as long as it likes */
  constructor(run: Run, timeout: number) {
    this.#run = run;
    this.#timeout = timeout;
  }

  called(message: Message): void {
    if (message.method !== 'kv.clientRequest') return;
    this.#calls.set(message, moment(this.#run));
    const { clientId, sequenceNum } = message.args as unknown as ClientRequestArgs;
    const session = this.#sessions.get(clientId);
    if (session === undefined || sequenceNum <= (session.done ?? -Infinity)) return;
    session.sent ??= new Map();
    if (!session.sent.has(sequenceNum)) session.sent.set(sequenceNum, moment(this.#run));
  }

  responded(message: Message, node: NodeInfo): void {
    if (message.method === 'kv.registerClient') this.#registered(message, node);
    else if (message.method === 'kv.clientRequest') this.#answered(message);
  }

  replied(message: Message): void {
    if (message.method !== 'kv.clientRequest') return;
    const { clientId, sequenceNum } = message.args as unknown as ClientRequestArgs;
    const { status } = message.reply as unknown as ClientRequestReply;
    const session = this.#sessions.get(clientId);
    if (status === 'OK' && session !== undefined) (session.heard ??= []).push(sequenceNum);
  }

  #registered(message: Message, { address }: NodeInfo): void {
    const reply = message.reply as unknown as RegisterClientReply;
    if (reply.status !== 'OK') return;
    const since = moment(this.#run);
    const { from: owner, fromIncarnation: incarnation } = message;
    const other = this.#sessions.get(reply.clientId);
    if (other === undefined) {
      const active = { ...since, at: message.sentAt };
      this.#sessions.set(reply.clientId, {
        owner,
        incarnation,
        since,
        active,
        sent: undefined,
        heard: undefined,
        done: undefined,
      });
      return;
    }
    if (other.owner === owner && other.incarnation === incarnation) return; // It may be a retry.
    const again = other.owner === owner ? `${owner}, which has crashed since` : other.owner;
    throw violation(
      this.#run,
      OWN_SESSION,
      `${address} gives session ${JSON.stringify(reply.clientId)} to ${owner} ${when(since)}, but ` +
        `that is the session of ${again}, since ${stamp(other.since)}: what one of them does is ` +
        `taken for what the other one has done.`,
      other.since,
    );
  }

  #answered(message: Message): void {
    const { clientId, sequenceNum } = message.args as unknown as ClientRequestArgs;
    const session = this.#sessions.get(clientId);
    if (session === undefined) return;
    const reply = message.reply as unknown as ClientRequestReply;
    if (reply.status === 'OK') executed(session, sequenceNum, this.#calls.get(message));
    // Nobody cares what becomes of an attempt at an operation whose result the client has.
    if (reply.status === 'SESSION_EXPIRED' && !session.heard?.includes(sequenceNum)) {
      this.#checkSilence(message, session);
    }
  }

  #checkSilence(message: Message, { active }: Session): void {
    const now = moment(this.#run);
    const silence = (now.at - active.at) / 1000;
    if (silence + GRAIN_MS >= this.#timeout) return;
    const { from, to, method, args } = message;
    throw violation(
      this.#run,
      EARLY_EXPIRY,
      `${to} refuses ${from} ${describeCall(method, args)} ${when(now)}: its session is said to have ` +
        `expired. But what it asked for ${when(active)}, for the first time or again, has been answered ` +
        `as done, ${(silence / 1000).toFixed(3)} s ago or less, and sessions last for ` +
        `${this.#timeout / 1000} s without a command, on all servers alike.`,
      active,
    );
  }
}

/**
 * Of the operations before it, one at a time, all were executed too, or given up.
 *
 * @param attempt when the attempt that was answered was sent: a retry renews the session as well
 */
function executed(session: Session, sequenceNum: number, attempt: Moment | undefined): void {
  if (attempt && attempt.at > session.active.at) session.active = attempt;
  const sent = session.sent?.get(sequenceNum);
  if (sent === undefined) return;
  if (sent.at > session.active.at) session.active = sent;
  session.done = sequenceNum;
  for (const number of session.sent?.keys() ?? []) {
    if (number <= sequenceNum) session.sent?.delete(number);
  }
  if (session.sent?.size === 0) session.sent = undefined;
}
