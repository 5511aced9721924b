/**
 * Requests of clients at each server: which one it has not answered, and what it answered last. When an
 * operation takes too long, that tells a leader that does not serve from a clerk that does not ask it.
 */
import {
  type Address,
  type Message,
  moment,
  type Moment,
  type NodeInfo,
  type Observer,
  when,
} from 'harness';
import type { Run } from 'raft/suite/beneath';
import { describeCall, describeReply } from '../notation.ts';

/** Requests of one client to one incarnation of a server. */
interface Dialogue {
  /** Requests without an answer, the oldest first. */
  readonly open: Map<Message, Moment>;
  last?: { readonly message: Message; readonly since: Moment };
}

/**
 * Virtual time that a leader may take for a request, µs: many round trips. Whoever asks again and does
 * not wait for an answer always has a request that is younger.
 */
const MAX_SERVICE_TIME = 5_000_000;

export class Requests implements Observer {
  readonly #run: Run;
  readonly #servers = new Map<Address, Map<Address, Dialogue>>();

  constructor(run: Run) {
    this.#run = run;
  }

  booted({ address }: NodeInfo): void {
    this.#servers.delete(address);
  }

  delivered(message: Message): void {
    if (!isRequest(message)) return;
    this.#dialogue(message.to, message.from).open.set(message, moment(this.#run));
  }

  responded(message: Message): void {
    if (!isRequest(message)) return;
    const dialogue = this.#dialogue(message.to, message.from);
    dialogue.open.delete(message);
    dialogue.last = { message, since: moment(this.#run) };
  }

  /**
   * Tells how a server that leads fails a client.
   *
   * @param since when it began to lead
   * @returns `undefined` when the client has had no request there since, or none was refused
   */
  failureOf(leader: Address, client: Address, since: Moment): Unserved | undefined {
    const { open, last } = this.#dialogue(leader, client);
    for (const [{ method, args }, asked] of open) {
      if (asked.at < since.at || asked.at > this.#run.clock.now - MAX_SERVICE_TIME) continue;
      const text = `got ${describeCall(method, args)} ${when(asked)}, and has not answered`;
      return { text, asked };
    }
    if (last === undefined || last.since.at < since.at) return undefined;
    const { method, args, reply } = last.message;
    if ((reply as { readonly status?: unknown }).status === 'OK') return undefined;
    const answer = describeReply(method, reply);
    const text = `has answered ${describeCall(method, args)} ${when(last.since)}: ${answer}`;
    return { text, asked: last.since };
  }

  #dialogue(server: Address, client: Address): Dialogue {
    let clients = this.#servers.get(server);
    if (clients === undefined) this.#servers.set(server, (clients = new Map()));
    let dialogue = clients.get(client);
    if (dialogue === undefined) clients.set(client, (dialogue = { open: new Map() }));
    return dialogue;
  }
}

/** A client that a leader does not serve: in words, and when it asked. */
interface Unserved {
  readonly text: string;
  readonly asked: Moment;
}

function isRequest({ method }: Message): boolean {
  return method === 'kv.clientRequest' || method === 'kv.registerClient';
}
