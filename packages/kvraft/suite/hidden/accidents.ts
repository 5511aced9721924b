/** Accidents of a service, each with its repair. */
import type { Address } from 'harness';
import type { Client } from '../client.ts';
import type { KvCluster } from '../cluster.ts';

export interface Accident {
  /** A sentence without its full stop. */
  readonly what: string;
  /** Time from the accident to its repair, ms. */
  readonly ms: number;
  /** @returns the repair */
  happen(
    t: KvCluster,
    leader: Address,
    clients: readonly Client[],
  ): Promise<() => Promise<void> | void>;
}

/** ms: long enough for a back-off without a maximum to be longer than any that has one. */
const OUTAGE_MS = 50_000;
/** ms: long enough for an election. */
const SHORT_MS = 5000;
/** ms that replies to clients take: longer than a clerk waits for one. */
const LATE_MS = 3000;

/** The leader is parted from the other servers, and one client reaches only it. */
const DEPOSITION: Omit<Accident, 'what'> = {
  ms: SHORT_MS,
  happen: async (t, leader, [client]) => {
    t.partition(
      [leader],
      t.servers.filter((server) => server !== leader),
    );
    client?.reach([leader]);
    return () => {
      t.heal();
      client?.reach(t.servers);
    };
  },
};

export const ACCIDENTS: readonly Accident[] = [
  {
    what: `A majority of the servers was down for ${OUTAGE_MS / 1000} s`,
    ms: OUTAGE_MS,
    happen: async (t, leader) => {
      const down = [leader, t.after(leader)];
      for (const server of down) t.crash(server);
      return async () => {
        await Promise.all(down.map((server) => t.restart(server)));
      };
    },
  },
  {
    what: `Clients reached no server for ${OUTAGE_MS / 1000} s`,
    ms: OUTAGE_MS,
    happen: async (t, _leader, clients) => {
      for (const client of clients) client.reach([]);
      return () => {
        for (const client of clients) client.reach(t.servers);
      };
    },
  },
  { what: 'A leader was cut off from the other servers, and deposed', ...DEPOSITION },
  { what: 'Another leader was cut off from the other servers, and deposed', ...DEPOSITION },
  {
    what: 'The leader crashed and came back',
    ms: SHORT_MS,
    happen: async (t, leader) => {
      t.crash(leader);
      return () => t.restart(leader);
    },
  },
  {
    what: 'All servers crashed and came back',
    ms: SHORT_MS,
    happen: async (t) => {
      for (const server of t.servers) t.crash(server);
      return async () => {
        await Promise.all(t.servers.map((server) => t.restart(server)));
      };
    },
  },
  {
    what: `Replies to clients took ${LATE_MS / 1000} s for a while`,
    ms: SHORT_MS,
    happen: async (t, _leader, clients) => {
      const shape = (how: { delay: { kind: 'constant'; ms: number } } | undefined): void => {
        for (const { address } of clients) {
          for (const server of t.servers) t.network.shape(server, address, how);
        }
      };
      shape({ delay: { kind: 'constant', ms: LATE_MS } });
      return () => shape(undefined);
    },
  },
];
