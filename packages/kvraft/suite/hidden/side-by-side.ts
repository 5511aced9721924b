import { kvCase } from '../kv-case.ts';

const LANES = 6;

export const sideBySide = kvCase({
  part: '3A',
  name: 'SideBySide',
  about: `One clerk has six operations under way at any time, and messages are lost. Each is done, and
          done once: that a later one was executed does not mean that an earlier one was (§8).`,
  servers: 3,
  network: 'unreliable',
  points: 5,
  hidden: true,

  async run(t) {
    const client = await t.client();
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      const own = `k${lane % 2}`;
      for (let i = 0; i < 20; i++) {
        await client.append(own, client.mark(lane));
        if (i % 4 === 3) await client.get(own);
      }
    });
    await Promise.all(lanes);
    for (const key of ['k0', 'k1']) await client.get(key);
  },
});
