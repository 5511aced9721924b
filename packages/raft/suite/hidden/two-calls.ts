/** Two calls in one turn of the event loop: nothing else happens between them (api.ts). */
import type { RaftCluster } from '../cluster.ts';
import type { StartWhen } from '../../node-args.ts';
import { keyOf } from '../ledgers/rpc.ts';
import { START } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

const ROUNDS = 5;

export const twoStarts = raftCase({
  part: '2B',
  name: 'TwoStarts',
  about: `The leader is given three commands in one turn, and then two from inside one apply. Each
          start() takes its command and returns a place of its own, and each command is applied
          there (api.ts).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,
  run: startTogether,
});

export const snapshotAndStart = raftCase({
  part: '2D',
  name: 'SnapshotAndStart',
  about: `The same with a snapshot of every entry: the service calls snapshot() and then start() from
          inside one apply, while further entries wait to be applied (§7; api.ts).`,
  servers: 3,
  network: 'reliable',
  snapshotEvery: 1,
  points: 5,
  hidden: true,
  run: startTogether,
});

async function startTogether(t: RaftCluster): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const leader = await t.stableLeader();
    for (const when of ['with the next', 'inside apply'] as const) {
      await startThree(t, leader, when);
    }
  }
}

/** The first two are started in one turn with the third, or inside the apply that it leads to. */
async function startThree(t: RaftCluster, leader: string, when: StartWhen): Promise<void> {
  const commands = [t.command(), t.command(), t.command()];
  const [first, second, third] = commands;
  const results = await Promise.all([
    t.startLater(leader, first, when),
    t.startLater(leader, second, when),
    t.start(leader, third),
  ]);
  for (const [i, result] of results.entries()) {
    if (!result?.isLeader) {
      return t.fail(
        START,
        `${leader} leads and nothing has failed, but start() returned ${JSON.stringify(result)} for ` +
          `one of three commands, two of them in one turn.`,
      );
    }
    await t.wait(result.index, 3);
    const applied = t.applies.at(result.index)?.command;
    if (keyOf(applied) === keyOf(commands[i])) continue;
    t.fail(
      START,
      `start() of ${leader} returned index ${result.index} for ${JSON.stringify(commands[i])}, but ` +
        `what was applied there is ${JSON.stringify(applied)}.`,
    );
  }
}
