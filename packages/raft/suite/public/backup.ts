import type { Address } from 'harness';
import type { RaftCluster } from '../cluster.ts';
import { raftCase } from '../raft-case.ts';

export const backup = raftCase({
  part: '2B',
  name: 'Backup',
  about: `Twice, a minority collects 50 entries that will never be committed while the others commit
          50, and then the roles change: leaders go back over long wrong logs (end of §5.3).`,
  servers: 5,
  network: 'reliable',
  points: 5,

  async run(t) {
    await t.one(t.command(), { servers: 5 });
    const first = await t.checkOneLeader();
    const minority = [first, t.after(first)];
    const majority = t.servers.filter((server) => !minority.includes(server));

    // The first leader and one follower, with entries that nobody else gets.
    for (const server of majority) t.disconnect(server);
    await startMany(t, first);
    await t.sleep(500);
    for (const server of minority) t.disconnect(server);

    // The other three commit.
    for (const server of majority) t.connect(server);
    await agreeMany(t);

    // A leader of these and one follower, with entries that nobody else gets.
    const second = await t.checkOneLeader();
    const other = majority.find((server) => server !== second) ?? second;
    t.disconnect(other);
    await startMany(t, second);
    await t.sleep(500);
    for (const server of t.servers) t.disconnect(server);

    // The first two and the third server commit.
    for (const server of [...minority, other]) t.connect(server);
    await agreeMany(t);

    t.connectAll();
    await t.one(t.command(), { servers: 5 });
  },
});

async function startMany(t: RaftCluster, leader: Address): Promise<void> {
  for (let i = 0; i < 50; i++) await t.start(leader, t.command());
}

async function agreeMany(t: RaftCluster): Promise<void> {
  for (let i = 0; i < 50; i++) await t.one(t.command(), { servers: 3 });
}
