/** A node may live in a realm or in a process behind a pipe: no case can tell, to the last event. */
import { prepare, runCase, type Verdict } from 'harness';
import { expect, it } from 'vitest';
import { kvSuite } from '../suite/index.ts';

/** One of each kind: clients, puppets, crashes, snapshots that are sent, all kinds of faults. */
const CASES = /LeaderHints|SnapshotRPC|SnapshotClerkRestart|3B\/Swarm/;

it.each(kvSuite.cases.filter(({ id }) => CASES.test(id)).map((test) => [test.id, test] as const))(
  '%s',
  async (_id, test) => {
    const program = await prepare(kvSuite, kvSuite.reference);
    const run = async (transport: 'realm' | 'pipe') => {
      const verdict: Verdict = await runCase(test, { suite: kvSuite, program, seed: 1, transport });
      return { status: verdict.status, events: verdict.events, hash: verdict.hash };
    };
    expect(await run('pipe')).toEqual(await run('realm'));
  },
);
