/**
 * The replicated state machine: the store, the sessions and the cluster time. It is deterministic:
 * nothing changes it but the entries of the log, in order, and a snapshot that stands for them.
 */
import type { Operation } from 'kvraft';
import type { ClientId, Entry, RequestPayload } from './entry.ts';

/** What the state machine says of an entry. */
export type Outcome =
  | { readonly kind: 'registered'; readonly clientId: ClientId }
  | { readonly kind: 'executed'; readonly response: Response }
  | { readonly kind: 'expired' };

/** The output of an operation: what a get reads; null for the others. */
export type Response = string | null;

/** A client's session (§6.3). */
interface Session {
  /** The cluster time of the last entry that belongs to the session. */
  lastActive: number;
  /** Responses below this sequence number are discarded. */
  firstOutstanding: number;
  /** The outputs of the operations that the client may still ask for, by sequence number. */
  readonly responses: Map<number, Response>;
}

/** The whole state as plain data, lists in the order of the maps that they stand for. */
export interface MachineState {
  readonly lastApplied: number;
  readonly clusterTime: number;
  readonly store: readonly (readonly [key: string, value: string])[];
  readonly sessions: readonly SessionState[];
}

/** A session as plain data. */
export interface SessionState {
  readonly clientId: ClientId;
  readonly lastActive: number;
  readonly firstOutstanding: number;
  readonly responses: readonly (readonly [sequenceNum: number, response: Response])[];
}

export class StateMachine {
  private readonly sessionTimeout: number;
  private readonly store = new Map<string, string>();
  /** The least recently active session comes first, so expiry looks only at the front. */
  private readonly sessions = new Map<ClientId, Session>();
  private appliedIndex = 0;
  private time = 0;

  constructor(sessionTimeout: number) {
    this.sessionTimeout = sessionTimeout;
  }

  /** The index of the last entry that is part of the state. */
  get lastApplied(): number {
    return this.appliedIndex;
  }

  /** The time on which all servers agree at this index; it never decreases. */
  get clusterTime(): number {
    return this.time;
  }

  get sessionCount(): number {
    return this.sessions.size;
  }

  /** Applies the entry at `index`, which follows the last one. */
  apply(index: number, entry: Entry): Outcome {
    this.appliedIndex = index;
    this.time = Math.max(this.time, entry.clusterTime);
    this.expireSessions();
    const { payload } = entry;
    return payload.kind === 'register' ? this.register(index) : this.request(payload);
  }

  /** The state as plain data. */
  capture(): MachineState {
    return {
      lastApplied: this.appliedIndex,
      clusterTime: this.time,
      store: [...this.store],
      sessions: Array.from(this.sessions, ([clientId, session]) => ({
        clientId,
        lastActive: session.lastActive,
        firstOutstanding: session.firstOutstanding,
        responses: [...session.responses],
      })),
    };
  }

  /** Replaces the state. */
  restore(state: MachineState): void {
    this.appliedIndex = state.lastApplied;
    this.time = state.clusterTime;
    this.store.clear();
    for (const [key, value] of state.store) this.store.set(key, value);
    this.sessions.clear();
    for (const { clientId, lastActive, firstOutstanding, responses } of state.sessions) {
      const session = { lastActive, firstOutstanding, responses: new Map(responses) };
      this.sessions.set(clientId, session);
    }
  }

  private register(index: number): Outcome {
    const responses = new Map<number, Response>();
    this.sessions.set(index, { lastActive: this.time, firstOutstanding: 1, responses });
    return { kind: 'registered', clientId: index };
  }

  /** Steps 3 to 7 of ClientRequest (Figure 6.1). */
  private request(request: RequestPayload): Outcome {
    const { clientId, sequenceNum } = request;
    const session = this.sessions.get(clientId);
    if (session === undefined) return { kind: 'expired' };
    this.touch(clientId, session);
    discardResponses(session, Math.min(request.firstOutstanding, sequenceNum));
    if (sequenceNum < session.firstOutstanding) return { kind: 'expired' };

    let response = session.responses.get(sequenceNum);
    if (response === undefined) {
      response = this.execute(request.operation);
      session.responses.set(sequenceNum, response);
    }
    return { kind: 'executed', response };
  }

  private execute(operation: Operation): Response {
    const value = this.store.get(operation.key) ?? '';
    switch (operation.kind) {
      case 'get':
        return value;
      case 'put':
        this.store.set(operation.key, operation.value);
        return null;
      case 'append':
        this.store.set(operation.key, value + operation.value);
        return null;
    }
  }

  /** Notes the session's activity, and moves it to the end of the order. */
  private touch(clientId: ClientId, session: Session): void {
    session.lastActive = this.time;
    this.sessions.delete(clientId);
    this.sessions.set(clientId, session);
  }

  private expireSessions(): void {
    for (const [clientId, session] of this.sessions) {
      if (this.time - session.lastActive <= this.sessionTimeout) return;
      this.sessions.delete(clientId);
    }
  }
}

/** The client has the responses of all operations below `firstOutstanding`: they can go. */
function discardResponses(session: Session, firstOutstanding: number): void {
  if (firstOutstanding <= session.firstOutstanding) return;
  session.firstOutstanding = firstOutstanding;
  for (const sequenceNum of session.responses.keys()) {
    if (sequenceNum < firstOutstanding) session.responses.delete(sequenceNum);
  }
}
