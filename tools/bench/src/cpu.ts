/** Measuring on a shared machine: CPU time, never wall time, and several rounds. */

/** CPU milliseconds of this process, user and system, that `work` takes. */
async function cpuMs(work: () => unknown): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** CPU milliseconds of each of `rounds` measurements, after one that warms up. */
export async function samplesOfCpu(rounds: number, work: () => unknown): Promise<number[]> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await cpuMs(work));
  return times;
}
