import type { KvCluster } from '../cluster.ts';
import { kvCase } from '../kv-case.ts';
import { SESSIONS_BOUNDED } from '../properties.ts';

const MACHINES = 4;
/** Clerks on each machine in each wave: a hundred in all. */
const CLERKS = 25;
/** ms from wave to wave. */
const WAVE_MS = 50;
/** ms: those of four waves. */
const SESSION_MS = 200;
/** One seed in forty has 100,000 clerks. */
const WAVES = { few: 30, many: 1000, of: 40 };
/** By that wave, those of the first six have expired. */
const SETTLED = 10;

export const manyClerks = kvCase({
  part: '3B',
  name: 'ManyClerks',
  about: `Clerks on four machines, a hundred every 50 ms, put one value each and are never heard of again,
          3000 of them, and 100,000 with one seed in forty. Sessions last for 200 ms: log and snapshot
          stay as small as they were after a thousand, because the servers forget (dissertation §6.3).`,
  servers: 3,
  network: 'reliable',
  maxRaftState: 60_000,
  sessionTimeout: SESSION_MS,
  points: 5,
  lanOnly: 'its sessions last for 200 ms, which far away is over before a first operation is done.',
  hidden: true,

  async run(t) {
    const dice = t.world.decisions.stepOf('clerks', 0);
    const waves = dice.int(WAVES.of, 'many') === 0 ? WAVES.many : WAVES.few;
    const machines = await t.clients(MACHINES);
    await t.stableLeader();
    const [first] = machines;
    await first?.put('x', first.mark());
    let settled = 0;
    for (let wave = 1; wave <= waves; wave++) {
      const { now } = t;
      await Promise.all(machines.map((machine) => machine.crowd(CLERKS)));
      await t.sleep(Math.max(0, now + WAVE_MS - t.now));
      if (wave % SETTLED > 0) continue;
      await t.checkSizes();
      const size = await largestSnapshot(t);
      if (wave === SETTLED) settled = size;
      else mustHaveSettled(t, wave, size, settled);
    }
  },
});

async function largestSnapshot(t: KvCluster): Promise<number> {
  const sizes = await Promise.all(t.servers.map((server) => t.snapshotSize(server)));
  return Math.max(...sizes);
}

function mustHaveSettled(t: KvCluster, wave: number, size: number, settled: number): void {
  if (size <= 2 * settled) return;
  const clerks = (waves: number): number => waves * MACHINES * CLERKS;
  t.fail(
    SESSIONS_BOUNDED,
    `After ${clerks(SETTLED)} clerks the largest snapshot had ${settled} bytes, after ` +
      `${clerks(wave)} it has ${size}, expected at most twice as many: sessions last for ` +
      `${SESSION_MS} ms of silence, so at any time there are about ` +
      `${clerks(SESSION_MS / WAVE_MS)} of them, however many there were before.`,
  );
}
