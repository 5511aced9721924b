import { BYTE_COUNT } from '../properties.ts';
import { raftCase } from '../raft-case.ts';

const COMMANDS = 100;
const SIZE = 100;
/** Each command to each follower five times over: RPCs carry more than commands. */
const MOST = 5 * COMMANDS * SIZE * 2;

export const burst = raftCase({
  part: '2B',
  name: 'Burst',
  about: `The leader takes a hundred commands at one time. With each of them it need not
          send again all that is not yet acknowledged (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  lanOnly:
    'it counts bytes, and a heartbeat may bring what is not acknowledged within its interval.',
  hidden: true,

  async run(t) {
    const leader = await t.stableLeader();
    const before = t.network.bytes;
    const commands = Array.from({ length: COMMANDS }, () => t.command(SIZE));
    await Promise.all(commands.map((command) => t.start(leader, command)));
    await t.wait(COMMANDS, 3);
    const bytes = t.network.bytes - before;
    if (bytes <= MOST) return;
    t.fail(
      BYTE_COUNT,
      `${COMMANDS} commands of ${SIZE} bytes, started at one time, took ${bytes} bytes of RPCs ` +
        `to two followers, expected at most ${MOST}: do not send again at once what is in flight.`,
    );
  },
});
