/** Measuring on a shared machine: CPU time, never wall time, and the median or the least of several rounds. */
import { mean, median, min } from 'simple-statistics';

/** CPU milliseconds of this process, user and system, that `work` takes. */
async function cpuMs(work: () => unknown): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** The median of `rounds` measurements, after one that warms up. */
export async function medianCpuMs(rounds: number, work: () => unknown): Promise<number> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await cpuMs(work));
  return median(times);
}

/**
 * What a run takes with each of some settings, ms: the mean over the seeds. Of one seed the least
 * counts: what is above it is the machine's, which others share. The settings take turns, so that
 * none has its better minutes for itself.
 *
 * @param times how often each seed runs, after once more to warm up
 * @param run runs a seed with a setting, and says what that took, ms of CPU
 */
export async function leastCpuMs<Setting>(
  settings: readonly Setting[],
  { seeds, times }: { readonly seeds: readonly number[]; readonly times: number },
  run: (setting: Setting, seed: number) => Promise<number>,
): Promise<number[]> {
  const took = settings.map(() => seeds.map((): number[] => []));
  for (let time = 0; time <= times; time++) {
    for (const [s, seed] of seeds.entries()) {
      for (let turn = 0; turn < settings.length; turn++) {
        // Another one begins each time: each runs in the garbage of the one before.
        const i = (turn + time) % settings.length;
        const ms = await run(settings[i] as Setting, seed);
        if (time > 0) took[i]?.[s]?.push(ms); // The first time V8 warms up.
      }
    }
  }
  return took.map((ofSeeds) => mean(ofSeeds.map(min)));
}
