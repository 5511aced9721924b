/**
 * Servers that a script plays for a clerk: each answers as it is told, and those that are told to lead
 * share one key/value store, so that what the client sees is what a service would have done.
 */
import type { PuppetRequest } from 'labrpc/guest';
import type { Address, Env, Plain } from 'harness';
import type {
  ClientRequestArgs,
  ClientRequestReply,
  NotLeader,
  RegisterClientReply,
} from '../../api.ts';
import { KvCluster } from '../cluster.ts';

/** What one of them says: it leads, or whom it believes to lead, if anybody. */
export type Says = 'leads' | { readonly hint?: Address };

/** ms between two looks at what has come. */
const LOOK_MS = 5;

export class Impostors extends KvCluster {
  readonly #says = new Map<Address, Says>();
  readonly #store = new Map<string, string>();
  /** By session: the number of the last operation. */
  readonly #sessions = new Map<number | string, number>();
  #asked = 0;

  constructor(env: Env, servers: number) {
    super(env, { servers, network: 'reliable', puppets: true });
  }

  /** Requests that were answered so far. */
  get asked(): number {
    return this.#asked;
  }

  /** From now on, that one says this. */
  tell(server: Address, says: Says): void {
    this.world.note(
      `${server} ${says === 'leads' ? 'leads' : `hints at ${says.hint ?? 'nobody'}`}`,
    );
    this.#says.set(server, says);
  }

  /** Answers until it is over. */
  async answer(until: { over: boolean }): Promise<void> {
    while (!until.over) {
      for (const server of this.servers.filter((address) => this.isUp(address))) {
        const requests = (await this.invoke(server, 'take')) as unknown as PuppetRequest[];
        for (const request of requests) {
          this.#asked += 1;
          await this.invoke(server, 'answer', request.id, this.#replyOf(server, request));
        }
      }
      await this.sleep(LOOK_MS);
    }
  }

  #replyOf(server: Address, { method, args }: PuppetRequest): Plain {
    const says = this.#says.get(server) ?? {};
    if (says === 'leads') return this.#execute(method, args) as unknown as Plain;
    const reply: NotLeader = { status: 'NOT_LEADER', ...(says.hint && { leaderHint: says.hint }) };
    return reply as unknown as Plain;
  }

  #execute(method: string, args: unknown): RegisterClientReply | ClientRequestReply {
    if (method === 'registerClient') {
      const clientId = this.#sessions.size + 1;
      this.#sessions.set(clientId, 0);
      return { status: 'OK', clientId };
    }
    const { clientId, sequenceNum, command } = args as ClientRequestArgs;
    const value = this.#store.get(command.key) ?? '';
    if (command.kind === 'get') return { status: 'OK', response: value };
    if (sequenceNum <= (this.#sessions.get(clientId) ?? 0)) return { status: 'OK' };
    this.#sessions.set(clientId, sequenceNum);
    const before = command.kind === 'append' ? value : '';
    this.#store.set(command.key, before + command.value);
    return { status: 'OK' };
  }
}
