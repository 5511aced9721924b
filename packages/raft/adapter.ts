/**
 * The program of a Raft node: connects a solution to its world, and says in the words of the
 * contract (api.ts) where the two don't fit.
 */
import { clientEnd } from 'labrpc/guest';
import { program, type NodeContext } from 'sim/guest';
import * as subject from 'subject:raft';
import type { Command, MakeRaft, RaftOptions, RaftRpc, RaftServer } from './api.ts';
import type { NodeArgs } from './node-args.ts';
import { puppet } from './puppet.ts';
import { Service } from './service.ts';

/** A solution breaks the contract; the world reports it by this name. */
class ContractError extends Error {
  override readonly name = 'ContractError';
}

program((node) => {
  const args = node.args as NodeArgs;
  if (args.puppets?.includes(node.address)) return puppet(node);
  const service = new Service(node, args);
  const server = makeServer(node, args, (message) => service.apply(message));
  service.attach(server);
  const start = (command: Command) => checked(server.start(command), isStartResult, START);
  return {
    services: { raft: server },
    methods: {
      start: (command: Command, where?: 'inside apply') =>
        where ? service.startInsideApply(() => start(command)) : start(command),
      getState: () => checked(server.getState(), isStateResult, STATE),
      stateSize: () => node.disk.stateSize(),
    },
    inspect: () => server.inspect?.(),
  };
});

function makeServer(
  node: NodeContext,
  { servers, snapshotEvery }: NodeArgs,
  apply: RaftOptions['apply'],
): RaftServer {
  const server: unknown = exportedMakeRaft()({
    peers: new Map(servers.map((address) => [address, clientEnd<RaftRpc>(node, address, 'raft')])),
    me: node.address,
    persister: node.disk,
    apply,
  });
  const methods = ['start', 'getState', 'requestVote', 'appendEntries'];
  if (snapshotEvery !== undefined) methods.push('installSnapshot', 'snapshot');
  const missing = methods.filter((name) => typeof member(server, name) !== 'function');
  if (missing.length === 0) return server as RaftServer;
  throw new ContractError(
    `makeRaft(options) must return a RaftServer at once (no promise); what it returned has no ` +
      `method ${missing.join(', ')}.`,
  );
}

function exportedMakeRaft(): MakeRaft {
  const exported: Record<string, unknown> = subject;
  if (typeof exported['makeRaft'] === 'function') return exported['makeRaft'] as MakeRaft;
  const names = Object.keys(exported);
  throw new ContractError(
    `src/raft.ts must export a function makeRaft: MakeRaft; it exports ` +
      `${names.length === 0 ? 'nothing' : names.join(', ')}.`,
  );
}

const START = 'start(command) must return { index: number, term: number, isLeader: boolean }';
const STATE = 'getState() must return { term: number, isLeader: boolean }';

/** What a method returned, once it has the right shape: now if it is there, else later. */
function checked<T>(result: T | Promise<T>, isRight: (value: unknown) => boolean, rule: string) {
  const check = (value: T): T => {
    if (isRight(value)) return value;
    throw new ContractError(`${rule}; it returned ${JSON.stringify(value)}.`);
  };
  return result instanceof Promise ? result.then(check) : check(result);
}

function isStateResult(value: unknown): boolean {
  return Number.isInteger(member(value, 'term')) && typeof member(value, 'isLeader') === 'boolean';
}

function isStartResult(value: unknown): boolean {
  return isStateResult(value) && Number.isInteger(member(value, 'index'));
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
