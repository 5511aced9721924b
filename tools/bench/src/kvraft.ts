/** The key/value service on the reference: a pass over its cases, the checker's share, and scale. */
import { type Case, type Observer, prepare, runCase, type Verdict } from 'harness';
import { kvSuite as suite } from 'kvraft/suite';
import { kvCase } from 'kvraft/suite/kv-case';
import { median, sum } from 'simple-statistics';
import type { Benchmark, Row } from './benchmark.ts';

const SEEDS = 2;
/** Operations of all clients, in a run that shows how the cost grows. */
const OPERATIONS = 1000;

export const kvraft: Benchmark = {
  name: 'kvraft',
  about: 'the 23 public cases of the key/value service on the reference, all checks on',
  run: async () => [...(await pass()), ...(await scale())],
};

/** Each public case, and what the check of linearizability has in it. */
async function pass(): Promise<Row[]> {
  const rows: Row[] = [];
  const costs: { all: number; checker: number }[] = [];
  for (const test of suite.cases.filter(({ hidden }) => hidden !== true)) {
    const { cpu: all, verdict } = await measure(test);
    const { cpu: without } = await measure(test, (observer) => !isHistory(observer));
    costs.push({ all, checker: all - without });
    const { events, calls, virtualMs } = verdict;
    rows.push({
      what: test.id,
      value:
        `${all.toFixed(0)} ms CPU, the checker ${(all - without).toFixed(0)} ms ` +
        `(${events} events, ${calls} RPCs, ${Math.round(virtualMs)} virtual ms)`,
      goal: '',
    });
  }
  const all = sum(costs.map((cost) => cost.all));
  const share = sum(costs.map((cost) => cost.checker)) / all;
  const value = `${all.toFixed(0)} ms CPU, the checker ${(100 * share).toFixed(0)} %`;
  return [...rows, { what: 'the 23 cases once', value, goal: '12 000 ms' }];
}

/** The record of what clients did. Without it there is nothing to check at the end. */
function isHistory(observer: Observer): boolean {
  return observer.constructor.name === 'History';
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

/** Median CPU time of a run in ms, and the last run. The first warms up. */
async function measure(
  test: Case,
  hears: (observer: Observer) => boolean = () => true,
): Promise<{ cpu: number; verdict: Verdict }> {
  const program = await prepare(suite, suite.reference);
  const verdicts: Verdict[] = [];
  for (let seed = 0; seed <= SEEDS; seed++) {
    const verdict = await runCase(test, { suite, program, seed, hears });
    if (verdict.status !== 'pass') throw new Error(`${test.id}, seed ${seed}: ${verdict.status}`);
    verdicts.push(verdict);
  }
  const [, ...measured] = verdicts;
  return { cpu: median(measured.map(({ cpuMs }) => cpuMs)), verdict: verdicts.at(-1) as Verdict };
}
