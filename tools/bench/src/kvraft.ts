/** The key/value service on the reference: a pass over its cases, the checker's share, and scale. */
import { type Case, type Observer, prepare, runCase, type Verdict } from 'harness';
import { kvSuite as suite } from 'kvraft/suite';
import { kvCase } from 'kvraft/suite/kv-case';
import { median } from 'simple-statistics';
import type { Benchmark, Row } from './benchmark.ts';

const SEEDS = 3;
/** Operations of all clients, in a run that shows how the cost grows. */
const OPERATIONS = 1000;

export const kvraft: Benchmark = {
  name: 'kvraft',
  about: 'the 23 public cases of the key/value service on the reference, all checks on',
  run: async () => [...(await pass()), ...(await scale())],
};

/** Each public case, and what the check of linearizability has in the sum. */
async function pass(): Promise<Row[]> {
  const rows: Row[] = [];
  let [all, unchecked] = [0, 0];
  for (const test of suite.cases.filter(({ hidden }) => hidden !== true)) {
    const { cpu, without, verdict } = await measure(test);
    all += cpu;
    unchecked += without;
    const { events, calls, virtualMs } = verdict;
    const ran = `${events} events, ${calls} RPCs, ${Math.round(virtualMs)} virtual ms`;
    rows.push({ what: test.id, value: `${cpu.toFixed(0)} ms CPU (${ran})`, goal: '' });
  }
  const share = Math.round((100 * (all - unchecked)) / all);
  const value = `${all.toFixed(0)} ms CPU, ${share} % of it the checker`;
  return [...rows, { what: 'the 23 cases once', value, goal: '12 000 ms' }];
}

/** What an operation costs as clients and servers become more, all clients always busy. */
async function scale(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const servers of [3, 5, 7, 9]) {
    for (const clients of [1, 10, 100]) {
      const { cpu, verdict } = await measure(busy(clients, servers));
      rows.push({
        what: `${servers} servers, ${clients} ${clients === 1 ? 'client' : 'clients'}, an operation`,
        value:
          `${(cpu / OPERATIONS).toFixed(2)} ms CPU, ` +
          `${(verdict.calls / OPERATIONS).toFixed(1)} messages`,
        goal: '',
      });
    }
  }
  return rows;
}

/** Half of the operations are appends, half are gets, each client on a key of its own. */
function busy(clients: number, servers: number): Case {
  return kvCase({
    part: '3A',
    name: 'Busy',
    about: 'All clients are always busy.',
    points: 0,
    servers,
    network: 'reliable',
    async run(t) {
      const work = (await t.clients(clients)).map(async (client) => {
        for (let i = 0; i < OPERATIONS / clients; i += 2) {
          await client.append(client.address, client.mark());
          await client.get(client.address);
        }
      });
      await Promise.all(work);
    },
  });
}

interface Measured {
  /** Median of some runs, ms of CPU; the same without any check of linearizability. */
  readonly cpu: number;
  readonly without: number;
  /** Of the last run. */
  readonly verdict: Verdict;
}

/** By turns with the checker and without, so that both meet the same load of the machine. */
async function measure(test: Case): Promise<Measured> {
  const program = await prepare(suite, suite.reference);
  const run = async (seed: number, hears: (observer: Observer) => boolean): Promise<Verdict> => {
    const verdict = await runCase(test, { suite, program, seed, hears });
    if (verdict.status === 'pass') return verdict;
    throw new Error(`${test.id}, seed ${seed}: ${verdict.status}`);
  };
  let verdict = await run(0, () => true); // It warms up.
  const [times, others]: [number[], number[]] = [[], []];
  for (let seed = 1; seed <= SEEDS; seed++) {
    verdict = await run(seed, () => true);
    times.push(verdict.cpuMs);
    others.push((await run(seed, (observer) => !isHistory(observer))).cpuMs);
  }
  return { cpu: median(times), without: median(others), verdict };
}

/** The record of what clients did. Without it there is nothing to check at the end. */
function isHistory(observer: Observer): boolean {
  return observer.constructor.name === 'History';
}
