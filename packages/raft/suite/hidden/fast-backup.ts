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

    t.disconnect(await t.checkOneLeader());
    const rejections = countRejections(t, first);
    t.connect(first);
    await t.one(t.command(), { servers: 2 });
    if (rejections.count <= MOST) return;
    t.fail(
      FAST_BACKUP,
      `${first} has ${ENTRIES} entries of one term that conflict with the new leader's log, and ` +
        `rejected ${rejections.count} AppendEntries before its log matched, expected at most ` +
        `${MOST}: with the conflicting term and its first index in the rejection, one ` +
        `AppendEntries is required for each term, not for each entry.`,
    );
  },
});

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
