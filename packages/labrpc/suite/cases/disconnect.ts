import { labrpcCase } from '../labrpc-case.ts';
import { CLIENTS, SERVER } from '../nodes.ts';
import { CUT_OFF, OWN_REPLY } from '../properties.ts';

export const disconnect = labrpcCase({
  name: 'Disconnect',
  about:
    'A call gets no reply while either end is cut off, and gets one as soon as it is connected.',

  async run(t) {
    for (const end of [CLIENTS, SERVER]) {
      const before = t.network.rpcCount(SERVER);
      t.disconnect(end);
      t.expectSame(CUT_OFF, `a call while ${end} is cut off`, await t.call('handle', 1), null);
      t.expectSame(CUT_OFF, 'requests that arrived', t.network.rpcCount(SERVER) - before, 0);
      t.connect(end);
      const reply = await t.call('handle', 2);
      t.expectSame(OWN_REPLY, `a call after ${end} was connected again`, reply, 'handled 2');
    }
  },
});
