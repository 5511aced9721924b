/**
 * The state machine: the key/value store, and the sessions that let each command be executed exactly
 * once (§8; dissertation, §6.3). Every server executes the same log from the same beginning, so all of
 * this is a function of the log alone: no clock, no chance, nothing of the server's own.
 */
import type { ClientRequestArgs, ClientRequestReply, RegisterClientReply } from 'kvraft';
import type { Moment, StateMachine } from './rsm.ts';

/** What stands in the log. */
export type Command =
  | { readonly kind: 'registerClient' }
  | ({ readonly kind: 'clientRequest' } & ClientRequestArgs);

export type Response =
  | Extract<RegisterClientReply, { status: 'OK' }>
  | Exclude<ClientRequestReply, { status: 'NOT_LEADER' }>;

/**
 * What is kept of a client. The paper keeps the response as well; here only a get has one, and a get
 * may be executed again: what it reads then is as right, since its client still waits for it.
 */
interface Session {
  /** Of the last put or append of this client that was executed. */
  readonly sequenceNum: number;
  /** ms on the cluster's clock. */
  readonly lastActive: number;
}

/** As plain data. */
export interface KeyValueState {
  readonly store: readonly (readonly [key: string, value: string])[];
  readonly sessions: readonly (readonly [
    clientId: number | string,
    sequenceNum: number,
    lastActive: number,
  ])[];
}

export class KeyValue implements StateMachine<Command, Response, KeyValueState> {
  private readonly sessionTimeout: number;
  private store = new Map<string, string>();
  /** By client, in the order in which they were last active. */
  private sessions = new Map<number | string, Session>();

  /** @param sessionTimeout ms on the cluster's clock */
  constructor(sessionTimeout: number) {
    this.sessionTimeout = sessionTimeout;
  }

  apply(command: Command, at: Moment): Response {
    this.expireSessions(at.clock);
    if (command.kind === 'clientRequest') return this.clientRequest(command, at);
    // The index of this entry is an id that no other client can get (Figure 6.1, RegisterClient, 4.).
    this.sessions.set(at.index, { sequenceNum: 0, lastActive: at.clock });
    return { status: 'OK', clientId: at.index };
  }

  /** ClientRequest, from step 3 on (Figure 6.1). */
  private clientRequest(args: ClientRequestArgs, { clock }: Moment): Response {
    const { clientId, sequenceNum, command } = args;

    // 3. Without a session, nobody can tell whether this is a retry.
    const session = this.sessions.get(clientId);
    if (session === undefined) return { status: 'SESSION_EXPIRED' };

    if (command.kind === 'get') {
      this.touch(clientId, { ...session, lastActive: clock });
      return { status: 'OK', response: this.store.get(command.key) ?? '' };
    }

    // 4. Executed already: "it responds immediately without re-executing the request" (§8).
    if (sequenceNum <= session.sequenceNum) {
      this.touch(clientId, { ...session, lastActive: clock });
      return { status: 'OK' };
    }

    // 5. and 6.
    const { key, value } = command;
    this.store.set(key, command.kind === 'put' ? value : (this.store.get(key) ?? '') + value);
    this.touch(clientId, { sequenceNum, lastActive: clock });
    return { status: 'OK' };
  }

  /**
   * Response to a command that was executed before; `undefined` when it must go through the log.
   * So most retries cost no entry, and nothing else is answered from one server's state. A retry
   * that comes late goes through the log, which renews the session: otherwise the session of a
   * client that asks all the time, but gets no reply for long, would expire.
   *
   * @param now ms on the cluster's clock
   */
  responseTo(args: ClientRequestArgs, now: number): Response | undefined {
    const { clientId, sequenceNum, command } = args;
    const session = this.sessions.get(clientId);
    if (session === undefined || command.kind === 'get') return undefined;
    if (now - session.lastActive > this.sessionTimeout / 2) return undefined;
    return sequenceNum <= session.sequenceNum ? { status: 'OK' } : undefined;
  }

  /** Now it is the one that was active last. */
  private touch(clientId: number | string, session: Session): void {
    this.sessions.delete(clientId);
    this.sessions.set(clientId, session);
  }

  /** All servers drop a session at the same entry, or a retry would be executed on some (§6.3). */
  private expireSessions(clock: number): void {
    for (const [clientId, { lastActive }] of this.sessions) {
      if (clock - lastActive <= this.sessionTimeout) return;
      this.sessions.delete(clientId);
    }
  }

  /** Without the sessions, a retry that comes after a restart would be executed again. */
  snapshot(): KeyValueState {
    return {
      store: [...this.store],
      sessions: [...this.sessions].map(
        ([id, { sequenceNum, lastActive }]) => [id, sequenceNum, lastActive] as const,
      ),
    };
  }

  restore({ store, sessions }: KeyValueState): void {
    this.store = new Map(store);
    this.sessions = new Map(
      sessions.map(([id, sequenceNum, lastActive]) => [id, { sequenceNum, lastActive }]),
    );
  }
}
