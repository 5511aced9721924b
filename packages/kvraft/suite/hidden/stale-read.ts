/**
 * Reads of a server that was the leader, or is one since just now (§8): what it has in memory may be
 * older than what others have committed. Going through the log is one way to know better; the paper has
 * another.
 */
import { kvCase } from '../kv-case.ts';

export const staleRead = kvCase({
  part: '3A',
  name: 'StaleRead',
  about: `A leader is parted from the others, but not from its client, and goes on believing that it
          leads. The others elect another one, and a client of theirs appends. Whatever the old leader
          tells its client must not be from before that (§8).`,
  servers: 5,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const [reader, writer] = [await t.client(), await t.client()];
    for (let reign = 0; reign < 3; reign++) {
      reader.reach(t.servers);
      const old = await t.stableLeader();
      await reader.put('x', reader.mark());
      await reader.get('x');
      const others = t.servers.filter((server) => server !== old);
      t.partition([old], others);
      reader.reach([old]);
      writer.reach(others);
      await writer.append('x', writer.mark());
      const read = reader.get('x');
      await t.sleep(1000);
      t.heal();
      reader.reach(t.servers);
      writer.reach(t.servers);
      await read;
      await writer.get('x');
    }
  },
});

export const readAfterElection = kvCase({
  part: '3A',
  name: 'ReadAfterElection',
  about: `A leader answers an append and crashes at once: the others have the entry, but have not heard
          that it is committed. The first that is asked of the next leader is a read: what was answered
          must be in it (§8: a leader must know which entries are committed).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const [reader, writer] = [await t.client(), await t.client()];
    await writer.put('x', '');
    await reader.get('x');
    for (let reign = 0; reign < 10; reign++) {
      const leader = await t.stableLeader();
      await writer.append('x', writer.mark());
      t.crash(leader);
      await reader.get('x');
      await t.restart(leader);
    }
  },
});
