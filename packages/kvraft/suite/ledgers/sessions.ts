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
import { describeCall, describeOperation } from '../notation.ts';
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
  /** Virtual time at which the latest answer reached the client, µs; 0 before the first. */
  heardAt: number;
  /** The client has heard that the session has expired. */
  told: boolean;
  /** Operations that were sent although the client should have opened a new session, by number. */
  late: Map<number, string> | undefined;
}

export class Sessions implements Observer {
  readonly #run: Run;
  readonly #timeout: number;
  /** By session: as its server said, whether or not the client has heard of it. */
  readonly #sessions = new Map<unknown, Session>();
  /** By client and refused operation: why that should have had a new session; undefined: no reason. */
  readonly #refusals = new Map<Address, Map<string, string | undefined>>();
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
    if (session.sent.has(sequenceNum)) return;
    session.sent.set(sequenceNum, moment(this.#run));
    const why = this.#whyLate(session);
    if (why !== undefined) (session.late ??= new Map()).set(sequenceNum, why);
  }

  responded(message: Message, node: NodeInfo): void {
    if (message.method === 'kv.registerClient') this.#registered(message, node);
    else if (message.method === 'kv.clientRequest') this.#answered(message);
  }

  replied(message: Message): void {
    if (message.method === 'kv.registerClient') this.#opened(message);
    if (message.method !== 'kv.clientRequest') return;
    const { clientId, sequenceNum } = message.args as unknown as ClientRequestArgs;
    const { status } = message.reply as unknown as ClientRequestReply;
    const session = this.#sessions.get(clientId);
    if (session === undefined) return;
    if (status === 'OK') {
      session.heardAt = this.#run.clock.now;
      // A list that begins with its first element has room for one, and not for seventeen.
      if (session.heard === undefined) session.heard = [sequenceNum];
      else session.heard.push(sequenceNum);
    } else if (status === 'SESSION_EXPIRED') {
      // An OK that came before may have come too late: then the clerk had given up that attempt.
      this.#refusalsOf(message.from).set(operationOf(message), session.late?.get(sequenceNum));
      if (!session.heard?.includes(sequenceNum)) session.told = true;
    }
  }

  /**
   * Tells why a clerk that rejects an operation with SessionExpired is to blame for that. A session may
   * expire without any fault of the clerk, when an operation takes as long as half of the timeout: then
   * the result is `undefined`.
   */
  faultOf(client: Address, operation: string): string | undefined {
    const refusals = this.#refusalsOf(client);
    if (!refusals.has(operation))
      return 'no server had told the clerk that its session has expired';
    return refusals.get(operation);
  }

  #refusalsOf(client: Address): Map<string, string | undefined> {
    let refusals = this.#refusals.get(client);
    if (refusals === undefined) this.#refusals.set(client, (refusals = new Map()));
    return refusals;
  }

  #opened(message: Message): void {
    const reply = message.reply as unknown as RegisterClientReply;
    const session = reply.status === 'OK' ? this.#sessions.get(reply.clientId) : undefined;
    if (session !== undefined) session.heardAt = this.#run.clock.now;
  }

  /** Time counts from the answer: the request may have been sent a round trip earlier. */
  #whyLate({ heardAt, told }: Session): string | undefined {
    if (told) return 'the clerk sent it in a session that had expired, as it had heard';
    const silence = (this.#run.clock.now - heardAt) / 1000;
    if (this.#timeout === 0 || silence <= this.#timeout / 2 + GRAIN_MS) return undefined;
    return (
      `when the clerk sent it for the first time, the last answer in its session was ` +
      `${(silence / 1000).toFixed(3)} s old`
    );
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
        heardAt: 0,
        told: false,
        late: undefined,
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

function operationOf({ args }: Message): string {
  return describeOperation((args as unknown as ClientRequestArgs).command);
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
  session.late = undefined;
  for (const number of session.sent?.keys() ?? []) {
    if (number <= sequenceNum) session.sent?.delete(number);
  }
  if (session.sent?.size === 0) session.sent = undefined;
}
