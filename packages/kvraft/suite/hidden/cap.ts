/**
 * When the network parts, a service is either consistent or available on both sides (Gilbert and Lynch,
 * 2002). This one is consistent: the minority refuses, the majority serves.
 */
import { kvCase } from '../kv-case.ts';
import { NO_MAJORITY } from '../properties.ts';

/**
 * Time after which the majority has elected another leader, ms. Until then the old one may answer reads
 * on a lease: its followers have promised not to vote for anybody else (§8).
 */
const LEASE_MS = 5000;

export const minorityRefuses = kvCase({
  part: '3A',
  name: 'MinorityRefuses',
  about: `The leader and one more server are parted from the other three, for fifteen seconds. A client
          that reaches only these two gets no answer, neither to a put nor to a get that begins when any
          lease is over: an answer might not be true on the other side. Once all is healed, it does.`,
  servers: 5,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const [writer, reader] = [await t.client(), await t.client()];
    await writer.put('x', 'before');
    await reader.get('x');
    const leader = await t.stableLeader();
    const minority = [leader, t.after(leader)];
    t.partition(
      minority,
      t.servers.filter((server) => !minority.includes(server)),
    );
    writer.reach(minority);
    reader.reach(minority);

    const answered: string[] = [];
    const put = writer.put('x', 'after').then(() => answered.push('the put'));
    await t.sleep(LEASE_MS);
    const get = reader.get('x').then(() => answered.push('the get'));
    await t.sleep(10_000);
    if (answered.length > 0) {
      t.fail(
        NO_MAJORITY,
        `${answered.join(' and ')} was answered by ${minority.join(' and ')}, who reach no majority ` +
          `of the five servers: on the other side, nobody can know of it.`,
      );
    }

    t.heal();
    writer.reach(t.servers);
    reader.reach(t.servers);
    await Promise.all([put, get]);
  },
});

export const majorityServes = kvCase({
  part: '3A',
  name: 'MajorityServes',
  about: `The leader and one more server are parted from the other three. A client that reaches the
          majority is served, by a new leader; and again, when another minority is parted from it.`,
  servers: 5,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const client = await t.client();
    await client.put('x', '');
    for (let round = 0; round < 3; round++) {
      const leader = await t.stableLeader();
      const minority = [leader, t.after(leader)];
      const majority = t.servers.filter((server) => !minority.includes(server));
      t.partition(minority, majority);
      client.reach(majority);
      for (let i = 0; i < 10; i++) await client.append('x', client.mark());
      await client.get('x');
      t.heal();
      client.reach(t.servers);
    }
    await client.get('x');
  },
});
