import { labrpcCase } from '../labrpc-case.ts';
import { SERVER } from '../nodes.ts';
import { COUNTS, OWN_REPLY } from '../properties.ts';

const CALLS = 17;

export const counts = labrpcCase({
  name: 'Counts',
  about: '17 calls are 17 calls made and 17 requests delivered to the server.',

  async run(t) {
    for (let i = 0; i < CALLS; i++) {
      t.expectSame(OWN_REPLY, `handle(${i})`, await t.call('handle', i), `handled ${i}`);
    }
    t.expectSame(COUNTS, 'calls', t.network.calls, CALLS);
    t.expectSame(COUNTS, 'requests delivered to the server', t.network.rpcCount(SERVER), CALLS);
  },
});
