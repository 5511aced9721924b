/** Finds the leader of the cluster and has it answer, however long that takes (§6.2). */
import type { KvRpc, NotLeader } from 'kvraft';
import type { Address, ClientEnd } from 'raft';
import { Backoff } from './backoff.ts';

type Server = ClientEnd<KvRpc>;

/** Whatever only a leader answers. */
type Answer<R> = Exclude<R, NotLeader>;

/** How long one server has to answer, in ms. */
const ATTEMPT_TIMEOUT = 500;

/** A hint is worth one more try of a server that did not answer, as the message may be lost. */
const TRIES_PER_ROUND = 2;

export class LeaderRpc {
  private readonly servers: ReadonlyMap<Address, Server>;
  /** The leader cache: who answered last, or who is said to lead. */
  private leader: Address | undefined;

  constructor(servers: ReadonlyMap<Address, Server>) {
    this.servers = servers;
  }

  /** Makes attempts, on one server after another, until a leader answers. */
  async call<R extends { readonly status: string }>(
    attempt: (server: Server) => Promise<R | undefined>,
  ): Promise<Answer<R>> {
    const backoff = new Backoff();
    for (;;) {
      const answer = await this.round(attempt);
      if (answer !== undefined) return answer;
      await backoff.pause();
    }
  }

  /** Tries the cached leader, those that hints name, and everyone else. */
  private async round<R extends { readonly status: string }>(
    attempt: (server: Server) => Promise<R | undefined>,
  ): Promise<Answer<R> | undefined> {
    const tries = new Map<Address, number>();
    let target = this.leader ?? this.pickUntried(tries);
    while (target !== undefined) {
      tries.set(target, (tries.get(target) ?? 0) + 1);
      const server = this.servers.get(target);
      const reply = server && (await within(ATTEMPT_TIMEOUT, attempt(server)));
      if (reply !== undefined && !isNotLeader(reply)) {
        this.leader = target;
        return reply as Answer<R>;
      }
      if (this.leader === target) this.leader = undefined;
      const hint = this.checkHint(reply);
      this.leader = hint ?? this.leader;
      const mayFollow = hint !== undefined && (tries.get(hint) ?? 0) < TRIES_PER_ROUND;
      target = mayFollow ? hint : this.pickUntried(tries);
    }
    return undefined;
  }

  private checkHint(reply: NotLeader | undefined): Address | undefined {
    const hint = reply?.leaderHint;
    return hint !== undefined && this.servers.has(hint) ? hint : undefined;
  }

  /** A random server: clients that lose their leader do not all turn to the same one. */
  private pickUntried(tries: ReadonlyMap<Address, number>): Address | undefined {
    const untried = [...this.servers.keys()].filter((address) => !tries.has(address));
    return untried[Math.floor(Math.random() * untried.length)];
  }
}

function isNotLeader(reply: { readonly status: string }): reply is NotLeader {
  return reply.status === 'NOT_LEADER';
}

/** The reply, or undefined if there is none within `timeout` ms. */
function within<R>(timeout: number, reply: Promise<R | undefined>): Promise<R | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), timeout);
    reply.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
