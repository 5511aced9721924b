/**
 * A service that replicates nothing: all clerks call S1, which keeps every key on its own disk and
 * never starts a command. It is linearizable while S1 lives, and loses everything with it.
 */
import { makeRaft } from '#raft';
import type {
  ClientRequestArgs,
  ClientRequestReply,
  KvRpc,
  MakeClerk,
  MakeServer,
  Operation,
} from 'kvraft';
import type { ClientEnd } from 'raft';

interface Disk {
  readonly store: readonly (readonly [key: string, value: string])[];
  /** By client: the number of the last operation. */
  readonly done: readonly (readonly [clientId: number | string, sequenceNum: number])[];
  readonly raft?: unknown;
}

export const makeServer: MakeServer = ({ peers, me, persister }) => {
  const disk = (persister.read().state ?? { store: [], done: [] }) as Disk;
  const store = new Map(disk.store);
  const done = new Map(disk.done);
  let ofRaft: unknown = disk.raft;
  const save = (snapshot?: Uint8Array): void =>
    persister.save({ store: [...store], done: [...done], raft: ofRaft }, snapshot);
  const raft = makeRaft({
    peers,
    me,
    persister: {
      save(state, snapshot) {
        ofRaft = state;
        save(snapshot);
      },
      read: () => ({ state: ofRaft, snapshot: persister.read().snapshot }),
      stateSize: () => persister.stateSize(),
    },
    apply: () => {},
  });
  const execute = ({ clientId, sequenceNum, command }: ClientRequestArgs): ClientRequestReply => {
    const value = store.get(command.key) ?? '';
    if (command.kind === 'get') return { status: 'OK', response: value };
    if (sequenceNum <= (done.get(clientId) ?? 0)) return { status: 'OK' };
    store.set(command.key, command.kind === 'put' ? command.value : value + command.value);
    done.set(clientId, sequenceNum);
    save();
    return { status: 'OK' };
  };
  return {
    services: {
      raft,
      kv: {
        registerClient: () => ({ status: 'OK', clientId: `${me} ${Math.random()}` }),
        clientRequest: execute,
      },
    },
  };
};

export const makeClerk: MakeClerk = ({ servers }) => {
  const addresses = [...servers.keys()].toSorted();
  let clientId: Promise<number | string> | undefined;
  let sequenceNum = 0;
  let unanswered = 0;
  let line: Promise<unknown> = Promise.resolve();

  const target = () => addresses[0] ?? '';
  async function ask<R>(call: (server: ClientEnd<KvRpc>) => Promise<R | undefined>): Promise<R> {
    for (; ; unanswered++) {
      const server = servers.get(target());
      const reply = server && (await within(100, call(server)));
      if (reply !== undefined) return reply;
    }
  }
  async function register(): Promise<number | string> {
    const reply = await ask((server) => server.call('registerClient', {}));
    return reply.status === 'OK' ? reply.clientId : register();
  }
  async function execute(command: Operation): Promise<string> {
    const args = { clientId: await (clientId ??= register()), sequenceNum: ++sequenceNum, command };
    const reply = await ask((server) => server.call('clientRequest', args));
    return reply.status === 'OK' ? (reply.response ?? '') : execute(command);
  }
  function enqueue(command: Operation): Promise<string> {
    const result = line.then(() => execute(command));
    line = result;
    return result;
  }
  return {
    get: (key) => enqueue({ kind: 'get', key }),
    put: async (key, value) => void (await enqueue({ kind: 'put', key, value })),
    append: async (key, value) => void (await enqueue({ kind: 'append', key, value })),
  };
};

/** The reply; `undefined` when there is none after that many ms, and not earlier. */
async function within<R>(ms: number, reply: Promise<R | undefined>): Promise<R | undefined> {
  const timeout = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms));
  return (await Promise.race([reply, timeout])) ?? (await timeout);
}
