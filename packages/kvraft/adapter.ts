/**
 * The program of a node of the key/value lab, a server's, a client's or a puppet's: connects a
 * solution to its world, and says in the words of the contract (api.ts) where the two don't fit.
 */
import { clientEnd, puppet } from 'labrpc/guest';
import type { RaftRpc } from 'raft';
import { stateOf } from 'raft/solution';
import {
  ContractError,
  exported,
  type Exposed,
  member,
  type NodeContext,
  program,
} from 'sim/guest';
import * as subject from 'subject:kvraft';
import type { Clerk, KvRpc, KvServer, MakeClerk, MakeServer } from './api.ts';
import type { ClientArgs, ClerkCall, NodeArgs, OperationResult, ServerArgs } from './node-args.ts';
import { listenToRaft, ownDisk, raftOfThisNode } from './raft-shim.ts';

program((node) => {
  const args = node.args as NodeArgs;
  switch (args.role) {
    case 'server':
      return serverNode(node, args);
    case 'client':
      return clientNode(node, args);
    case 'puppet':
      return puppet(node, 'kv');
  }
});

function serverNode(node: NodeContext, args: ServerArgs): Exposed {
  const { disk } = node;
  const { lateStart = 0 } = args;
  listenToRaft({ disk, report: (passed) => node.apply(passed), lateStart });
  const server = makeServer(node, args);
  return {
    services: server.services,
    methods: {
      getState: () => stateOf(server.services.raft),
      stateSize: () => node.disk.stateSize(),
      /** Bytes of the snapshot on disk; 0 without one. */
      snapshotSize: () => ownDisk(node.disk).read().snapshot?.length ?? 0,
    },
    inspect: () => ({ ...record(raftOfThisNode()?.inspect?.()), ...record(server.inspect?.()) }),
  };
}

function makeServer(node: NodeContext, args: ServerArgs): KvServer {
  const { servers, maxRaftState, sessionTimeout } = args;
  const make = exported<MakeServer>(subject, 'src/index.ts', 'makeServer', 'MakeServer');
  const server: unknown = make({
    peers: new Map(servers.map((address) => [address, clientEnd<RaftRpc>(node, address, 'raft')])),
    me: node.address,
    persister: ownDisk(node.disk),
    sessionTimeout,
    ...(maxRaftState === undefined ? {} : { maxRaftState }),
  });
  const services = member(server, 'services');
  const raft = ['getState', 'requestVote', 'appendEntries'];
  if (maxRaftState !== undefined) raft.push('installSnapshot');
  mustHave('makeServer(options)', 'services.raft', member(services, 'raft'), raft);
  const kv = ['registerClient', 'clientRequest'];
  mustHave('makeServer(options)', 'services.kv', member(services, 'kv'), kv);
  return server as KvServer;
}

function clientNode(node: NodeContext, args: ClientArgs): Exposed {
  const clerks: Clerk[] = [];
  const more = (): number => clerks.push(makeClerk(node, args)) - 1;
  for (let i = 0; i < args.clerks; i++) more();
  const clerk = (number: number): Clerk => {
    const found = clerks[number];
    if (found === undefined) throw new Error(`${node.address} has no clerk ${number}`);
    return found;
  };
  const operations = {
    get: (number: number, key: string) =>
      ended(clerk(number).get(key), (value) => ({ response: mustBeString(value) })),
    put: (number: number, key: string, value: string) =>
      ended(clerk(number).put(key, value), () => ({})),
    append: (number: number, key: string, value: string) =>
      ended(clerk(number).append(key, value), () => ({})),
  };
  const chain = async (calls: readonly ClerkCall[]): Promise<OperationResult[]> => {
    const results: OperationResult[] = [];
    for (const [number, kind, key, value = ''] of calls) {
      results.push(await operations[kind](number, key, value));
    }
    return results;
  };
  return {
    methods: {
      ...operations,
      /** All chains begin in one turn; in each, an operation begins as soon as the one before is done. */
      together: (chains: readonly (readonly ClerkCall[])[]) => Promise.all(chains.map(chain)),
      /** That many new clerks put one value each; what becomes of one of them is its own affair. */
      crowd: async (count: number) => {
        const puts = Array.from({ length: count }, (_, i) =>
          ended(makeClerk(node, args).put(`crowd ${i % 10}`, node.address), () => ({})),
        );
        await Promise.all(puts);
      },
      /** A new clerk, as when the client's program is started again: its number. */
      makeClerk: more,
    },
  };
}

function makeClerk(node: NodeContext, { servers, sessionTimeout }: ClientArgs): Clerk {
  const make = exported<MakeClerk>(subject, 'src/index.ts', 'makeClerk', 'MakeClerk');
  const ends = servers.map((address) => [address, clientEnd<KvRpc>(node, address, 'kv')] as const);
  const clerk: unknown = make({ servers: new Map(ends), sessionTimeout });
  mustHave('makeClerk(options)', 'a Clerk', clerk, ['get', 'put', 'append']);
  return clerk as Clerk;
}

/** How an operation ended, as plain data. An error that no contract knows is the clerk's own. */
async function ended<T>(
  operation: Promise<T>,
  result: (value: T) => OperationResult,
): Promise<OperationResult> {
  try {
    return result(await operation);
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionExpired') {
      return { error: 'SessionExpired' };
    }
    throw error;
  }
}

function mustBeString(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new ContractError(
    `get(key) must resolve to the value, a string, '' when the key is not there; it resolved to ` +
      `${JSON.stringify(value)}.`,
  );
}

/** @throws ContractError when a part of what a solution returned lacks a method */
function mustHave(call: string, part: string, value: unknown, methods: readonly string[]): void {
  const missing = methods.filter((name) => typeof member(value, name) !== 'function');
  if (missing.length === 0) return;
  throw new ContractError(
    `${call} must return ${part} at once (no promise); what it returned has no method ` +
      `${missing.join(', ')}${part.startsWith('services') ? ` in ${part}` : ''}.`,
  );
}

function record(state: unknown): object {
  return typeof state === 'object' && state !== null ? state : {};
}
