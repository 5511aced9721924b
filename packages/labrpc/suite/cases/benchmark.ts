import { labrpcCase } from '../labrpc-case.ts';
import { CLIENTS, SERVER } from '../nodes.ts';
import { COUNTS, OWN_REPLY } from '../properties.ts';

const CALLS = 100_000;

export const benchmark = labrpcCase({
  name: 'Benchmark',
  about: '100 000 calls, one after another: what a call costs is the CPU time of this case.',
  limit: 600, // Some 2 ms each.

  async run(t) {
    const right = await t.world.invoke(CLIENTS, 'benchmark', [CALLS]);
    t.expectSame(OWN_REPLY, 'right replies', right, CALLS);
    t.expectSame(COUNTS, 'requests delivered to the server', t.network.rpcCount(SERVER), CALLS);
  },
});
