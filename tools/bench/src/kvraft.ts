/** The key/value service on the reference: a pass over its cases, the checker's share, and scale. */
import type { Case } from 'harness';
import { kvSuite as suite } from 'kvraft/suite';
import { kvCase } from 'kvraft/suite/kv-case';
import type { Benchmark, Row } from './benchmark.ts';
import { costOf, observersOf, type Settings } from './runs.ts';

const ROUNDS = { seeds: [1, 2, 3], times: 2 };
/** The record of what clients did: without it there is nothing to check at the end. */
const RECORD = 'ClientHistory';
const UNCHECKED: Settings = { hears: (observer) => observer.constructor.name !== RECORD };
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
  const all: number[] = [];
  let unchecked = 0;
  for (const test of suite.cases.filter(({ hidden }) => hidden !== true)) {
    if (!(await observersOf(suite, test)).includes(RECORD)) {
      throw new Error(`${test.id}: no observer is a ${RECORD} any more`);
    }
    const { cpuMs, verdict } = await costOf(suite, test, [{}, UNCHECKED], ROUNDS);
    const [samples = [], without = []] = cpuMs;
    for (const [place, ms] of samples.entries()) all[place] = (all[place] ?? 0) + ms;
    unchecked += without[0] ?? NaN;
    const { events, calls, virtualMs } = verdict;
    const note = `${events} events, ${calls} RPCs, ${Math.round(virtualMs)} virtual ms`;
    rows.push({ what: test.id, samples, unit: 'ms CPU', note });
  }
  const [fastest = NaN] = all;
  const note = `${Math.round((100 * (fastest - unchecked)) / fastest)} % of it the checker`;
  const goal = { atMost: 12_000 };
  return [...rows, { what: 'the 23 cases once', samples: all, unit: 'ms CPU', note, goal }];
}

/** What an operation costs as clients and servers become more, all clients always busy. */
async function scale(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const servers of [3, 5, 7, 9]) {
    for (const clients of [1, 10, 100]) {
      const { cpuMs, verdict } = await costOf(suite, busy(clients, servers), [{}], ROUNDS);
      rows.push({
        what: `${servers} servers, ${clients} ${clients === 1 ? 'client' : 'clients'}, an operation`,
        samples: (cpuMs[0] ?? []).map((ms) => ms / OPERATIONS),
        unit: 'ms CPU',
        digits: 2,
        note: `${(verdict.calls / OPERATIONS).toFixed(1)} messages`,
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
