import type { AppendEntriesArgs, AppendEntriesReply } from '../../api.ts';
import type { RaftCluster } from '../cluster.ts';
import { FAST_BACKUP } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

const ENTRIES = 100;
/**
 * One rejection for each term with conflicting entries, here one; the others are for heartbeats that
 * are under way at the same time, and for other ways back, as by halves.
 */
const MOST = 25;

export const fastBackup = raftCase({
  part: '2B',
  name: 'FastBackup',
  about: `A leader that is cut off takes ${ENTRIES} commands while the others agree on as many. It
          comes back to a leader that was elected since, and thinks that their logs are alike:
          that leader must not go back entry by entry (end of §5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const first = await t.stableLeader();
    await t.one(t.command(), { servers: 3 });
    t.disconnect(first);
    for (let i = 0; i < ENTRIES; i++) await t.start(first, t.command());
    for (let i = 0; i < ENTRIES; i++) await t.one(t.command(), { servers: 2 });
    await comesBack(t, first, `has ${ENTRIES} entries of one term that conflict`);
  },
});

export const fastBackupOfUnknownTerm = raftCase({
  part: '2B',
  name: 'FastBackupOfUnknownTerm',
  about: `As FastBackup; but of the term of the ${ENTRIES} entries, not one has reached another
          server, so there is no entry of it in the new leader's log to go back to.`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const first = await t.stableLeader();
    await t.one(t.command(), { servers: 3 });
    t.disconnect(first);
    const second = await t.stableLeader();
    t.disconnect(second);
    for (let i = 0; i < ENTRIES; i++) await t.start(second, t.command());
    t.connect(first);
    for (let i = 0; i < ENTRIES; i++) await t.one(t.command(), { servers: 2 });
    await comesBack(t, second, `has ${ENTRIES} entries of a term that nobody else knows`);
  },
});

export const fastBackupOfShortLog = raftCase({
  part: '2B',
  name: 'FastBackupOfShortLog',
  about: `A follower is cut off while the others agree on ${ENTRIES} commands. It comes back to a
          leader that was elected since, and thinks that their logs are alike: that leader must not
          go back entry by entry (end of §5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const leader = await t.stableLeader();
    await t.one(t.command(), { servers: 3 });
    const follower = t.after(leader);
    t.disconnect(follower);
    for (let i = 0; i < ENTRIES; i++) await t.one(t.command(), { servers: 2 });
    await comesBack(t, follower, `has ${ENTRIES} entries less than the new leader`);
  },
});

/** The leader of the others goes, and a server that was cut off comes in its place. */
async function comesBack(t: RaftCluster, server: string, how: string): Promise<void> {
  t.disconnect(await t.checkOneLeader());
  const rejections = countRejections(t, server);
  t.connect(server);
  await t.one(t.command(), { servers: 2 });
  if (rejections.count <= MOST) return;
  t.fail(
    FAST_BACKUP,
    `${server} ${how}, and rejected ${rejections.count} AppendEntries before its log matched, ` +
      `expected at most ${MOST}. Figure 2 allows one step back for each rejection; this case asks for ` +
      `the optimization at the end of §5.3 (step 10 of the handout): a rejection that names the ` +
      `conflicting term and its first index costs one AppendEntries a term, not one an entry.`,
  );
}

/** Counts what a server rejects from now on, not for an earlier term but for its log. */
function countRejections(t: RaftCluster, server: string): { count: number } {
  const rejections = { count: 0 };
  t.world.observe({
    responded(message) {
      if (message.to !== server || message.method !== 'raft.appendEntries') return;
      const args = message.args as unknown as AppendEntriesArgs;
      const reply = message.reply as unknown as AppendEntriesReply;
      if (!reply.success && reply.term === args.term) rejections.count += 1;
    },
  });
  return rejections;
}
