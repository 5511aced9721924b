/**
 * A client of the service. Operations that are started side by side run concurrently in one
 * session: the servers keep the response of each until the client says that it has it (§6.3).
 */
import {
  type Clerk,
  type ClerkOptions,
  type MakeClerk,
  type Operation,
  SessionExpired,
} from 'kvraft';
import { ClientSession } from './client-session.ts';
import type { PipelinedRequestArgs } from './entry.ts';
import { LeaderRpc } from './leader-rpc.ts';

export const makeClerk: MakeClerk = (options) => new KvClerk(options);

class KvClerk implements Clerk {
  private readonly leader: LeaderRpc;
  /** A session that was silent for longer may expire before a request of it is committed. */
  private readonly longestSilence: number;
  private session: ClientSession | undefined;
  /** The registration under way, for all who need its session. */
  private registration: Promise<ClientSession> | undefined;

  constructor({ servers, sessionTimeout }: ClerkOptions) {
    this.leader = new LeaderRpc(servers);
    this.longestSilence = sessionTimeout / 2;
  }

  async get(key: string): Promise<string> {
    return (await this.execute({ kind: 'get', key })) ?? '';
  }

  async put(key: string, value: string): Promise<void> {
    await this.execute({ kind: 'put', key, value });
  }

  async append(key: string, value: string): Promise<void> {
    await this.execute({ kind: 'append', key, value });
  }

  private async execute(command: Operation): Promise<string | undefined> {
    const session = await this.freshSession();
    const { clientId } = session;
    const sequenceNum = session.begin();
    let sentAt = performance.now();
    const reply = await this.leader.call((server) => {
      sentAt = performance.now();
      const firstOutstanding = session.firstOutstanding();
      const args: PipelinedRequestArgs = { clientId, sequenceNum, firstOutstanding, command };
      return server.call('clientRequest', args);
    });
    if (reply.status === 'SESSION_EXPIRED') {
      if (this.session === session) this.session = undefined;
      throw new SessionExpired(`session ${clientId} expired before operation ${sequenceNum}`);
    }
    session.finish(sequenceNum, sentAt);
    return reply.response;
  }

  /** The session to use now. An old one stays with the operations that already run in it. */
  private async freshSession(): Promise<ClientSession> {
    if (this.session !== undefined && this.session.silence() < this.longestSilence) {
      return this.session;
    }
    this.registration ??= this.register();
    return this.registration;
  }

  /** Opens a session. An attempt whose reply is lost leaves an unused one, which expires. */
  private async register(): Promise<ClientSession> {
    try {
      let sentAt = performance.now();
      const reply = await this.leader.call((server) => {
        sentAt = performance.now();
        return server.call('registerClient', {});
      });
      this.session = new ClientSession(reply.clientId, sentAt);
      return this.session;
    } finally {
      this.registration = undefined;
    }
  }
}
