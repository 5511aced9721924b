import { kvCase } from '../kv-case.ts';
import { SESSIONS_BOUNDED } from '../properties.ts';

const MACHINES = 4;
const WAVES = 100;
/** Clerks on each machine in each wave. */
const CLERKS = 250;
/** ms from wave to wave. */
const WAVE_MS = 500;
const SESSION_MS = 1000;
/** Sessions that may not have expired yet: those of three waves, and one on its way. */
const MOST_SESSIONS = 4 * MACHINES * CLERKS;
/** Bytes that a session may take. */
const SESSION_SIZE = 128;

export const manyClerks = kvCase({
  part: '3B',
  name: 'ManyClerks',
  about: `100,000 clerks on four machines, a thousand every half second, put one value each and are never
          heard of again; sessions last for a second. Log and snapshot stay small, because the servers
          forget (dissertation §6.3, §7).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 100_000,
  sessionTimeout: SESSION_MS,
  points: 5,
  hidden: true,

  async run(t) {
    const machines = await t.clients(MACHINES);
    await t.stableLeader();
    for (let wave = 1; wave <= WAVES; wave++) {
      const { now } = t;
      await Promise.all(machines.map((machine) => machine.crowd(CLERKS)));
      await t.sleep(Math.max(0, now + WAVE_MS - t.now));
      if (wave % 10 === 0) await t.checkSizes(MOST_SESSIONS * SESSION_SIZE, SESSIONS_BOUNDED);
    }
  },
});
