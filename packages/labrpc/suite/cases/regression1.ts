import { labrpcCase } from '../labrpc-case.ts';
import { CLIENTS, SERVER } from '../nodes.ts';
import { COUNTS, CUT_OFF, OWN_REPLY, PROMPT } from '../properties.ts';

const CALLS = 20;
/** There and back takes at most that long on a reliable network, in ms. */
const ROUND_TRIP = 3;

export const regression1 = labrpcCase({
  name: 'Regression1',
  about: `Calls that a client makes while it is cut off take up to 7 s to fail. They don't delay one
          that it makes after it is connected, and none of them reaches the server.`,

  async run(t) {
    t.network.longDelays = true;
    t.disconnect(CLIENTS);
    const early = Promise.all(Array.from({ length: CALLS }, (_, call) => t.call('handle', call)));
    await t.sleep(100);

    t.connect(CLIENTS);
    const connected = t.now;
    t.expectSame(OWN_REPLY, 'the call after the cut', await t.call('handle', 99), 'handled 99');
    const took = t.now - connected;
    t.expect(
      took <= ROUND_TRIP,
      PROMPT,
      `A call after the cut took ${took} ms; expected at most ${ROUND_TRIP} ms.`,
    );

    t.expectSame(CUT_OFF, 'calls during the cut', await early, Array(CALLS).fill(null));
    t.expectSame(COUNTS, 'requests delivered to the server', t.network.rpcCount(SERVER), 1);
  },
});
