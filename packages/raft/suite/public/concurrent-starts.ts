import { STATE_MACHINE_SAFETY } from '../properties.ts';
import { raftCase } from '../raft-case.ts';
import type { RaftCluster } from '../cluster.ts';

export const concurrentStarts = raftCase({
  part: '2B',
  name: 'ConcurrentStarts',
  about: `Five commands that are started at one time, in one term, are all applied (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,

  async run(t) {
    const since = t.now;
    for (let attempt = 0; attempt < 20; attempt++) {
      if (await startFiveAtOnce(t)) return;
    }
    t.lostTerm('The term changed in each of 20 attempts on a network without faults.', since);
  },
});

/** False when the term changed meanwhile, and with it what could be expected. */
async function startFiveAtOnce(t: RaftCluster): Promise<boolean> {
  const leader = await t.stableLeader();
  const first = await t.start(leader, t.command());
  if (!first?.isLeader) return false;
  const commands = Array.from({ length: 5 }, () => t.command());
  const started = await Promise.all(commands.map((command) => t.start(leader, command)));
  const applied = new Set<unknown>();
  for (const result of started) {
    if (!result?.isLeader || result.term !== first.term) return false;
    if (!(await t.wait(result.index, t.servers.length, first.term))) return false;
    applied.add(t.applies.at(result.index)?.command);
  }
  const missing = commands.filter((command) => !applied.has(command));
  if (missing.length === 0) return true;
  const indices = started.map((result) => result?.index).join(', ');
  return t.fail(
    STATE_MACHINE_SAFETY,
    `${leader} took five commands in term ${first.term} and gave them the indices ${indices}, ` +
      `but ${missing.join(', ')} was not applied at any of these.`,
  );
}
