import { raftCase } from '../raft-case.ts';
import { BYTE_COUNT } from '../properties.ts';

/** Bytes of RPCs that are not the commands themselves. */
const SLACK = 50_000;

export const rpcBytes = raftCase({
  part: '2B',
  name: 'RPCBytes',
  about: `Ten commands of 5000 bytes, one after another, cross the network about once for each
          server (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  lanOnly:
    'it counts bytes, and a heartbeat may bring what is not acknowledged within its interval.',

  async run(t) {
    await t.stableLeader();
    await t.one(t.command(), { servers: 3, steady: true });
    const before = t.network.bytes;
    for (let i = 0; i < 10; i++) await t.one(t.command(5000), { servers: 3, steady: true });
    const bytes = t.network.bytes - before;
    const most = 3 * 10 * 5000 + SLACK;
    if (bytes > most) {
      t.fail(
        BYTE_COUNT,
        `10 commands of 5000 bytes for 3 servers took ${bytes} bytes of RPCs, expected at most ` +
          `${most}: each command should be sent about once to each follower.`,
      );
    }
  },
});
