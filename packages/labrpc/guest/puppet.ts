/**
 * A puppet: a node without a server in it, which says what a scripted case makes it say. It runs in
 * place of a solution, so that a script can put every message to one server by hand.
 */
import type { Exposed, NodeContext } from 'sim/guest';

/** A request that waits for its answer. */
export interface PuppetRequest {
  readonly id: number;
  readonly from: string;
  /** Without the service: 'requestVote'. */
  readonly method: string;
  readonly args: unknown;
}

/** @param service the name under which it is reached, and reaches others: 'raft' */
export function puppet(node: NodeContext, service: string): Exposed {
  const waiting: PuppetRequest[] = [];
  const open = new Map<number, (reply: unknown) => void>();
  let lastId = 0;

  const methods = {
    /** Calls an RPC of a server: its reply, or null when none will come. */
    call: async (to: string, method: string, args: unknown) =>
      (await node.call(to, `${service}.${method}`, args)) ?? null,

    /** The requests that have come since the last time. */
    take: () => waiting.splice(0),

    /** Answers a request that was taken. */
    answer(id: number, reply: unknown): void {
      open.get(id)?.(reply);
      open.delete(id);
    },
  };

  /** Whatever RPC a server makes, also one of its own invention, is taken in. */
  const receive = (method: string) => (args: unknown, from: string) => {
    lastId += 1;
    waiting.push({ id: lastId, from, method, args });
    return new Promise((resolve) => open.set(lastId, resolve));
  };
  const anyMethod = { get: (_: object, method: string | symbol) => receive(String(method)) };
  return { services: { [service]: new Proxy({}, anyMethod) }, methods };
}
