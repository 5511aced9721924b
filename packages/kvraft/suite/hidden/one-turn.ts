import { kvCase } from '../kv-case.ts';

/** Clerks of one process. */
const CLERKS = 3;
/** Chains of operations of each clerk, side by side; appends of each, before it reads. */
const CHAINS = [2, 2] as const;

export const oneTurn = kvCase({
  part: '3A',
  name: 'OneTurn',
  about: `Three clerks in one process begin two operations each in one turn of the event loop, before any of
          them has a session, and begin another one in the callback of each that is done. Messages are lost.
          Each operation is done, and done once (§8).`,
  servers: 3,
  network: 'unreliable',
  points: 5,
  hidden: true,

  async run(t) {
    const client = await t.client();
    for (let i = 0; i < 4; i++) await client.together(CLERKS, CHAINS, 2);
    for (const key of ['k0', 'k1']) await client.get(key);
  },
});
