/** Your clerk: the client's side. It finds the leader, and tries again until it has an answer. */
import { type Clerk, type ClerkOptions, type MakeClerk, type Operation } from 'kvraft';
import { NotImplemented } from 'raft';

/** Called for each client, and again when it is started again. */
export const makeClerk: MakeClerk = (options) => new KvClerk(options);

class KvClerk implements Clerk {
  /** What this clerk is given: the servers, and how long a session lasts. */
  private readonly options: ClerkOptions;

  constructor(options: ClerkOptions) {
    this.options = options;
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

  /** 3A: has an operation executed, exactly once, however long that takes: what a get has read. */
  private async execute(command: Operation): Promise<string | undefined> {
    const servers = [...this.options.servers.keys()].join(', ');
    throw new NotImplemented(`3A: ask one of ${servers} to ${command.kind} ${command.key}`);
  }
}
