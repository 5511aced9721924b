/** Measuring on a shared machine: CPU time, never wall time, and the median of several rounds. */
import { median } from 'simple-statistics';

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
