/**
 * A client of the service (§8; dissertation, §6.2 and §6.3): finds the leader, tries again for ever,
 * and numbers its operations, so that the servers know a retry.
 *
 * One operation is on its way at a time, the others wait in line: the servers remember of a client
 * only what it has done last.
 */
import {
  type Clerk,
  type ClerkOptions,
  type KvRpc,
  type MakeClerk,
  type NotLeader,
  type Operation,
  SessionExpired,
} from 'kvraft';
import type { Address, ClientEnd } from 'raft';

export const makeClerk: MakeClerk = (options) => new KvClerk(options);

/** ms until another server is tried. To hear from a server that is down can take 7 s. */
const ATTEMPT_MS = 500;
/** ms between two rounds: there is no leader now, and an election takes its time. */
const ROUND_MS = 50;

interface Session {
  readonly clientId: number | string;
  /** ms on our own clock: the servers have heard of the session then, or later. */
  lastActive: number;
}

type Reply<R> = R | NotLeader;

class KvClerk implements Clerk {
  private readonly options: ClerkOptions;
  private session: Session | undefined;
  private sequenceNum = 0;
  /** The server that has answered as a leader, until it does not. */
  private leader: Address | undefined;
  /** Settles when the last operation in line is done. */
  private line: Promise<unknown> = Promise.resolve();

  constructor(options: ClerkOptions) {
    this.options = options;
  }

  async get(key: string): Promise<string> {
    return (await this.enqueue({ kind: 'get', key })) ?? '';
  }

  async put(key: string, value: string): Promise<void> {
    await this.enqueue({ kind: 'put', key, value });
  }

  async append(key: string, value: string): Promise<void> {
    await this.enqueue({ kind: 'append', key, value });
  }

  private enqueue(command: Operation): Promise<string | undefined> {
    const done = this.line.then(() => this.execute(command));
    this.line = done.catch(() => {}); // Its caller hears of it.
    return done;
  }

  /**
   * "Clients [assign] unique serial numbers to every command" (§8). Each attempt carries the same.
   *
   * @throws SessionExpired: to try again under a new session might execute it twice (§6.3)
   */
  private async execute(command: Operation): Promise<string | undefined> {
    const started = performance.now();
    const session = await this.openSession();
    const sequenceNum = ++this.sequenceNum;
    const args = { clientId: session.clientId, sequenceNum, command };
    const reply = await this.ask((server) => server.call('clientRequest', args));
    if (reply.status === 'OK') {
      session.lastActive = started;
      return reply.response;
    }
    this.session = undefined;
    throw new SessionExpired(`the session expired before ${command.kind} was answered`);
  }

  /** A session that has been silent for long may expire while the next operation is on its way. */
  private async openSession(): Promise<Session> {
    const { session, options } = this;
    const now = performance.now();
    if (session && now - session.lastActive <= options.sessionTimeout / 2) return session;
    const { clientId } = await this.ask((server) => server.call('registerClient', {}));
    return (this.session = { clientId, lastActive: now });
  }

  /** Asks one server after the other, round after round, until one does as it is asked. */
  private async ask<R extends { status: string }>(
    call: (server: ClientEnd<KvRpc>) => Promise<Reply<R> | undefined>,
  ): Promise<R> {
    for (;;) {
      const reply = await this.askRound(call);
      if (reply) return reply;
      await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    }
  }

  /**
   * Asks each server once, the last known leader first. "If the client's first choice is not the
   * leader, that server will … supply information about the most recent leader it has heard from"
   * (§8): that one is next, but only once a round, for servers may send us in a circle, or to the dead.
   */
  private async askRound<R extends { status: string }>(
    call: (server: ClientEnd<KvRpc>) => Promise<Reply<R> | undefined>,
  ): Promise<R | undefined> {
    let line = [...this.options.servers.keys()];
    if (this.leader !== undefined) line = inFront(this.leader, line);
    let hints = 1;
    for (let address = line.shift(); address !== undefined; address = line.shift()) {
      const reply = await this.attempt(address, call);
      if (reply && !isNotLeader(reply)) {
        this.leader = address;
        return reply;
      }
      if (this.leader === address) this.leader = undefined;
      const hint = reply?.leaderHint;
      if (hint !== undefined && hints-- > 0) line = inFront(hint, line);
    }
    return undefined;
  }

  /** Calls a server; `undefined` when it does not answer in time, or never will. */
  private attempt<R>(
    address: Address,
    call: (server: ClientEnd<KvRpc>) => Promise<R | undefined>,
  ): Promise<R | undefined> {
    const server = this.options.servers.get(address);
    if (server === undefined) return Promise.resolve(undefined); // A hint to nobody we know.
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), ATTEMPT_MS);
      void call(server).then((reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
    });
  }
}

function isNotLeader(reply: { readonly status: string }): reply is NotLeader {
  return reply.status === 'NOT_LEADER';
}

function inFront(first: Address, others: readonly Address[]): Address[] {
  return [first, ...others.filter((address) => address !== first)];
}
