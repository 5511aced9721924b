/** The key/value service on the reference: a pass over its cases, the checker's share, and scale. */
import { type Case, type Observer, prepare, runCase, type Verdict } from 'harness';
import { kvSuite as suite } from 'kvraft/suite';
import { kvCase } from 'kvraft/suite/kv-case';
import type { Benchmark, Row } from './benchmark.ts';
import { leastCpuMs } from './cpu.ts';

const SEEDS = [1, 2, 3];
const TIMES = 2;
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
    const { times, verdict } = await measure(test, [ALL, UNCHECKED]);
    const [cpu = NaN, without = NaN] = times;
    all += cpu;
    unchecked += without;
    const { events, calls, virtualMs } = verdict;
    const ran = `${events} events, ${calls} RPCs, ${Math.round(virtualMs)} virtual ms`;
    rows.push({ what: test.id, value: `${cpu.toFixed(0)} ms CPU (${ran})`, goal: '' });
  }
  if (!recorded) throw new Error(`no observer is a ${RECORD} any more: see UNCHECKED`);
  const share = Math.round((100 * (all - unchecked)) / all);
  const value = `${all.toFixed(0)} ms CPU, ${share} % of it the checker`;
  return [...rows, { what: 'the 23 cases once', value, goal: '12 000 ms' }];
}

/** What an operation costs as clients and servers become more, all clients always busy. */
async function scale(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const servers of [3, 5, 7, 9]) {
    for (const clients of [1, 10, 100]) {
      const { times, verdict } = await measure(busy(clients, servers), [ALL]);
      const [cpu = NaN] = times;
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

type Hears = (observer: Observer) => boolean;

const ALL: Hears = () => true;

/** Without the record of what clients did there is nothing to check at the end. */
const RECORD = 'ClientHistory';
let recorded = false;
const UNCHECKED: Hears = ({ constructor: { name } }) => {
  recorded ||= name === RECORD;
  return name !== RECORD;
};

interface Measured {
  /** CPU of a run with each setting, ms. */
  readonly times: readonly number[];
  /** Of the last run. */
  readonly verdict: Verdict;
}

async function measure(test: Case, settings: readonly Hears[]): Promise<Measured> {
  const program = await prepare(suite, suite.reference);
  let last: Verdict | undefined;
  const times = await leastCpuMs(settings, { seeds: SEEDS, times: TIMES }, async (hears, seed) => {
    last = await runCase(test, { suite, program, seed, hears });
    if (last.status === 'pass') return last.cpuMs;
    throw new Error(`${test.id}, seed ${seed}: ${last.status}`);
  });
  if (last === undefined) throw new Error(`${test.id}: there is nothing to run`);
  return { times, verdict: last };
}
