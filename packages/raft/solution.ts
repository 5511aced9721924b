/** A Raft solution as our own files meet it: a module that exports anything or nothing. */
import { ContractError, exported, member } from 'sim/guest';
import type {
  Command,
  MakeRaft,
  MaybePromise,
  RaftOptions,
  RaftServer,
  StartResult,
  StateResult,
} from './api.ts';

/**
 * Makes a server of a solution.
 *
 * @param solution its module
 * @param methods what the server must have
 * @throws ContractError which says in the words of the contract (api.ts) where the two don't fit
 */
export function makeServer(
  solution: object,
  options: RaftOptions,
  methods: readonly string[],
): RaftServer {
  const makeRaft = exported<MakeRaft>(solution, 'src/raft.ts', 'makeRaft', 'MakeRaft');
  const server: unknown = makeRaft(options);
  const missing = methods.filter((name) => typeof member(server, name) !== 'function');
  if (missing.length === 0) return server as RaftServer;
  throw new ContractError(
    `makeRaft(options) must return a RaftServer at once (no promise); what it returned has no ` +
      `method ${missing.join(', ')}.`,
  );
}

const START = 'start(command) must return { index: number, term: number, isLeader: boolean }';
const STATE = 'getState() must return { term: number, isLeader: boolean }';

/** @throws ContractError when what `start` returns, at once or later, is no StartResult */
export function startOn(
  server: Pick<RaftServer, 'start'>,
  command: Command,
): MaybePromise<StartResult> {
  return checked(server.start(command), isStartResult, START);
}

/** @throws ContractError when what `getState` returns, at once or later, is no StateResult */
export function stateOf(server: RaftServer): MaybePromise<StateResult> {
  return checked(server.getState(), isStateResult, STATE);
}

/** What a method returned, once it has the right shape: now if it is there, else later. */
function checked<T>(
  result: MaybePromise<T>,
  isRight: (value: unknown) => boolean,
  rule: string,
): MaybePromise<T> {
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
