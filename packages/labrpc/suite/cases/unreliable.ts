import { labrpcCase } from '../labrpc-case.ts';
import { LOSSES, OWN_REPLY } from '../properties.ts';

const CLIENTS = 300;

export const unreliable = labrpcCase({
  name: 'Unreliable',
  about: `300 clients make one call each on an unreliable network: some fail, some succeed, and those
          that succeed have the right reply.`,

  async run(t) {
    t.network.unreliable = true;
    const calls = Array.from({ length: CLIENTS }, (_, client) => t.call('handle', client));
    const replies = await Promise.all(calls);
    for (const [client, reply] of replies.entries()) {
      if (reply === null) continue;
      t.expectSame(OWN_REPLY, `reply to client ${client}`, reply, `handled ${client}`);
    }
    const succeeded = replies.filter((reply) => reply !== null).length;
    t.expect(
      succeeded > 0 && succeeded < CLIENTS,
      LOSSES,
      `${succeeded} of ${CLIENTS} calls got a reply; expected some, but not all.`,
    );
  },
});
