/**
 * Sessions expire (dissertation §6.3): a server that has forgotten a client can't tell a retry from a
 * new command, so it refuses both, and the client hears that nobody knows whether it was executed. All
 * servers forget at the same entry of the log, whatever their clocks show and whenever they booted.
 */
import type { Address } from 'harness';
import type { Client, Written } from '../client.ts';
import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';
import { SESSION_EXPIRY } from '../properties.ts';

const SHORT = 2000;
/** Long enough for an election between any two of the moments that matter. */
const LONG = 60_000;

export const retryAfterExpiry = kvCase({
  part: '3B',
  name: 'RetryAfterExpiry',
  about: `An append is done, but the client does not hear of it, and is cut off for three times as long as
          sessions last. Its retry must be refused, not executed again; what it asks for next is done
          (dissertation §6.3).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 1000,
  sessionTimeout: SHORT,
  points: 5,
  hidden: true,

  async run(t) {
    const [client, other] = [await t.client(), await t.client()];
    for (let round = 0; round < 3; round++) {
      await t.stableLeader();
      await client.append('x', client.mark());
      // The append may have had to look for the leader. This read renews the session just now.
      await client.get('x');
      client.deafen(); // Whoever answers, the answer is lost.
      const retried = client.append('x', client.mark());
      await t.sleep(20);
      client.reach([]);
      await keepBusy(t, other, 3 * SHORT);
      client.reach(t.servers);
      mustBeExpired(t, client, await retried, 3 * SHORT);
      await other.get('x');
      await client.append('x', client.mark());
      await other.get('x');
    }
  },
});

export const expiryByAgreement = kvCase({
  part: '3B',
  name: 'ExpiryByAgreement',
  about: `A client is silent for longer than a session lasts. One server has restarted in between, and has
          heard of the client's last command later than the others, from its own log. When it leads, it
          must refuse that client as the others would: sessions expire by a time that is agreed upon
          through the log, not by a server's own clock (dissertation §6.3).`,
  servers: 3,
  network: 'reliable',
  sessionTimeout: LONG,
  points: 5,
  hidden: true,

  async run(t) {
    const [client, other] = [await t.client(), await t.client()];
    const leader = await t.stableLeader();
    const [next, third] = [t.after(leader), t.after(leader, 2)];
    const { retried } = await fallSilent(client);

    await keepBusy(t, other, 0.7 * LONG);
    await t.crashAndRestart(next);
    await keepBusy(t, other, 0.7 * LONG);

    await takeOver(t, leader, next, third, other);
    client.reach(t.servers);
    mustBeExpired(t, client, await retried, 1.4 * LONG);
    await other.get('x');
  },
});

export const restoreReplaces = kvCase({
  part: '3B',
  name: 'RestoreReplaces',
  about: `A server is cut off until the others have only a snapshot of what it missed. In between one client
          was active again and another one was not, whose session expires first. What the server restores
          takes the place of all that it had (§7): when it leads, it must refuse that client as the others
          would (dissertation §6.3).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 1000,
  sessionTimeout: LONG,
  points: 5,
  hidden: true,

  async run(t) {
    const [client, other, active] = [await t.client(), await t.client(), await t.client()];
    const leader = await t.stableLeader();
    const [behind, third] = [t.after(leader), t.after(leader, 2)];
    await active.append('z', active.mark());
    await client.append('x', client.mark());
    await t.sleep(500); // All have applied that.
    t.partition([leader, third], [behind]);
    for (const each of [active, other]) each.reach([leader, third]);
    client.reach([]);
    const retried = client.append('x', client.mark());
    await keepBusy(t, other, 0.4 * LONG);
    await active.append('z', active.mark());
    await keepBusy(t, other, 0.3 * LONG); // Now that is in a snapshot too.

    t.heal();
    await keepBusy(t, other, 0.5 * LONG);
    await takeOver(t, leader, behind, third, other);
    for (const each of [client, active]) each.reach(t.servers);
    mustBeExpired(t, client, await retried, 1.2 * LONG);
    await other.get('x');
    await active.append('z', active.mark()); // Which lasts.
  },
});

export const expiryAfterTakeover = kvCase({
  part: '3B',
  name: 'ExpiryAfterTakeover',
  about: `A client is silent for longer than a session lasts. Half-way through, a server restarts from a
          snapshot that has every entry, and leads from then on. It must refuse that client: the agreed time is
          part of the snapshot, and goes on from there, however short a time the server has been up
          (dissertation §6.3).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 1000,
  sessionTimeout: LONG,
  points: 5,
  hidden: true,

  async run(t) {
    const [client, other] = [await t.client(), await t.client()];
    await t.stableLeader();
    const { retried } = await fallSilent(client);

    const { now } = t;
    await keepBusy(t, other, 0.5 * LONG);
    const young = await serverWithoutLog(t, other);
    await t.crashAndRestart(young);
    await letLead(t, young);
    await keepBusy(t, other, 0.9 * LONG);

    client.reach(t.servers);
    mustBeExpired(t, client, await retried, t.now - now);
    await other.get('x');
  },
});

export const expiryAfterSilence = kvCase({
  part: '3B',
  name: 'ExpiryAfterSilence',
  about: `A client that is cut off tries an append again, after all clients have been silent for longer than
          sessions last. Its retry is the first command since, and must be refused: a session expires before
          what comes after its end is executed (dissertation §6.3).`,
  servers: 3,
  network: 'reliable',
  sessionTimeout: LONG,
  points: 5,
  hidden: true,

  async run(t) {
    const [client, other] = [await t.client(), await t.client()];
    for (let round = 0; round < 2; round++) {
      await t.stableLeader();
      const { retried } = await fallSilent(client);
      await t.sleep(1.5 * LONG);
      client.reach(t.servers);
      mustBeExpired(t, client, await retried, 1.5 * LONG);
      await other.get('x');
    }
  },
});

export const expiryWhileBusy = kvCase({
  part: '3B',
  name: 'ExpiryWhileBusy',
  about: `Twelve clients keep the servers busy, which are 20 ms apart, so that there are always commands in
          the log that are not committed yet. Another client is silent for longer than sessions last, and
          must be refused: the time that is agreed upon goes on as the clocks do, however many commands
          carry it (dissertation §6.3).`,
  servers: 3,
  network: 'reliable',
  sessionTimeout: SHORT,
  points: 5,
  hidden: true,

  async run(t) {
    const [client, busy] = [await t.client(), await t.clients(12)];
    for (const server of t.servers) {
      const others = t.servers.filter((other) => other !== server);
      t.shapeLinks([server], others, { delay: { kind: 'constant', ms: 20 } });
    }
    for (let round = 0; round < 2; round++) {
      await t.stableLeader();
      const { retried } = await fallSilent(client);
      await Promise.all(busy.map((each) => appendFor(t, each, 1.5 * SHORT)));
      client.reach(t.servers);
      mustBeExpired(t, client, await retried, 1.5 * SHORT);
      await client.append('x', client.mark());
    }
  },
});

/**
 * The client renews its session and is cut off, while it tries an append again and again.
 *
 * @returns in an object, so that whoever waits for the cut does not wait for the append
 */
async function fallSilent(client: Client): Promise<{ readonly retried: Promise<Written> }> {
  await client.append('x', client.mark());
  client.reach([]);
  return { retried: client.append('x', client.mark()) };
}

/** Appends without a pause. */
async function appendFor(t: KvCluster, client: Client, ms: number): Promise<void> {
  for (const end = t.now + ms; t.now < end;) await client.append('y', client.mark());
}

/** A server whose snapshot has all that it has applied; after 80 commands, any server. */
async function serverWithoutLog(t: KvCluster, client: Client): Promise<Address> {
  for (let commands = 0; commands < 80; commands++) {
    await client.append('y', client.mark());
    await t.sleep(250); // The followers apply it, too.
    const applied = t.servers.map((server) => t.applies.lastApplied(server));
    const found = t.servers.find(
      (server) =>
        t.snapshotIndex(server) === t.applies.lastApplied(server) &&
        t.snapshotIndex(server) === Math.max(...applied),
    );
    if (found !== undefined) return found;
  }
  return t.random.pick(t.servers);
}

/** Whoever else leads crashes and comes back, until that server leads. */
async function letLead(t: KvCluster, wanted: Address): Promise<void> {
  for (let leader = await t.stableLeader(); leader !== wanted; leader = await t.stableLeader()) {
    t.crash(leader);
    await t.checkOneLeader();
    await t.restart(leader);
  }
}

/** The leader crashes, and the next one leads: the third server lacks an entry, and can't be elected. */
async function takeOver(
  t: KvCluster,
  leader: Address,
  next: Address,
  third: Address,
  client: Client,
): Promise<void> {
  t.partition([leader, next], [third]);
  client.reach([leader, next]);
  await client.append('y', client.mark());
  t.crash(leader);
  t.heal();
  client.reach(t.servers);
}

/** Asks for something now and then: the clock of the cluster goes on with its log. */
export async function keepBusy(t: KvCluster, client: Client, ms: number): Promise<void> {
  for (const end = t.now + ms; t.now < end;) {
    await client.append('y', client.mark());
    await t.sleep(Math.min(ms / 20, 1000));
  }
}

function mustBeExpired(t: KvCluster, client: Client, end: Written, ms: number): void {
  if (end === 'expired') return;
  t.fail(
    SESSION_EXPIRY,
    `An append of ${client.address} was answered as done, after the servers had heard nothing of ` +
      `that client for ${Math.round(ms / 1000)} s: its session had expired, so the append had to be ` +
      `refused. A server that still knows the session keeps another time than its clock or the other servers, ` +
      `or keeps sessions for ever, or expires them only after it has executed the command.`,
  );
}
