/** The kernel alone: `await sleep` in a loop, no node, no network. */
import { World } from 'sim';
import type { Benchmark } from './benchmark.ts';
import { samplesOfCpu } from './cpu.ts';

const EVENTS = 500_000;

export const kernel: Benchmark = {
  name: 'kernel',
  about: 'events of the world alone: await sleep in a loop, no realm',
  async run() {
    const times = await samplesOfCpu(7, async () => {
      const world = new World({
        seed: 1,
        limit: Number.MAX_SAFE_INTEGER,
        transport: () => {
          throw new Error('this benchmark has no nodes');
        },
      });
      const outcome = await world.run(async () => {
        for (let i = 0; i < EVENTS; i++) await world.sleep(1000);
      });
      if (outcome.status !== 'pass') throw new Error(outcome.explanation);
    });
    const samples = times.map((ms) => EVENTS / ms / 1000);
    const unit = 'M events per CPU s';
    return [{ what: 'kernel', samples, unit, digits: 2, goal: { atLeast: 3.5 } }];
  },
};
