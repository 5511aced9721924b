import { labrpcCase } from '../labrpc-case.ts';
import { type Request, SERVER } from '../nodes.ts';
import { COUNTS, OWN_REPLY } from '../properties.ts';

const CALLS = 20;

export const concurrentOne = labrpcCase({
  name: 'ConcurrentOne',
  about: '20 calls that one client makes at once each get their own reply, in whatever order.',

  async run(t) {
    const numbers = Array.from({ length: CALLS }, (_, call) => call);
    const replies = await t.callAtOnce(numbers.map((n): Request => ['handle', n]));
    t.expectSame(
      OWN_REPLY,
      'replies',
      replies,
      numbers.map((n) => `handled ${n}`),
    );
    t.expectSame(COUNTS, 'requests delivered to the server', t.network.rpcCount(SERVER), CALLS);
  },
});
