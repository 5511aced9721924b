/** What a replay shows of RPCs. */
import type { TraceRecord } from 'sim';
import { expect, it } from 'vitest';
import type { Notation } from '../src/network.ts';
import { CALM } from '../src/weather.ts';
import { Playground } from './playground.ts';

/** A call that is answered and one that is lost, as lines of a trace. */
async function trace(notation: Notation): Promise<string[]> {
  const records: TraceRecord[] = [];
  const t = new Playground({ trace: (record) => records.push(record), notation });
  await t.run(async () => {
    await t.boot('S1', 'S2');
    await t.call('S1', 'S2', [1]);
    t.network.disconnect('S2');
    await t.call('S1', 'S2', [2]);
  });
  return records
    .filter(({ peer }) => peer !== undefined)
    .map(({ node, kind, peer, text }) => `${node} ${kind} ${peer}: ${text}`);
}

it('shows both ends of each message', async () => {
  expect(await trace({})).toEqual([
    'S1 send S2: test.method [1]',
    'S2 receive S1: test.method [1]',
    'S2 respond S1: test.method → [1]',
    'S1 reply S2: test.method → [1]',
    'S1 send S2: test.method [2]',
    'S1 lost S2: test.method [2]',
  ]);
});

it('speaks the notation of the lab', async () => {
  const notation: Notation = {
    describeCall: (method, args) => `${method} of ${String(args)}`,
    describeReply: (_method, reply) => `ok ${String(reply)}`,
  };
  expect(await trace(notation)).toEqual([
    'S1 send S2: test.method of 1',
    'S2 receive S1: test.method of 1',
    'S2 respond S1: ok 1',
    'S1 reply S2: ok 1',
    'S1 send S2: test.method of 2',
    'S1 lost S2: test.method of 2',
  ]);
});

it('tells a duplicate apart', async () => {
  const records: TraceRecord[] = [];
  const t = new Playground({ trace: (record) => records.push(record) });
  await t.run(async () => {
    await t.boot('S1', 'S2');
    t.network.weather = { ...CALM, duplicates: 1 };
    await t.call('S1', 'S2', [1]);
    await t.world.sleep(10_000);
  });
  const received = records.filter(({ kind }) => kind === 'receive').map(({ text }) => text);
  expect(received.toSorted()).toEqual(['test.method [1]', 'test.method [1] (a duplicate)']);
});
