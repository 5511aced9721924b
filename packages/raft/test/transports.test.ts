/** A node may live in a realm or in a process behind a pipe: no case can tell, to the last event. */
import { type Case, prepare, runCase, type Verdict } from 'harness';
import { raftSuite } from 'raft/suite';
import { expect, it } from 'vitest';

/** A case of fewer events is run with more than one seed. */
const FEW_EVENTS = 300;

async function run(test: Case, seed: number, transport: 'realm' | 'pipe'): Promise<Verdict> {
  const program = await prepare(raftSuite, raftSuite.reference);
  return runCase(test, { suite: raftSuite, program, seed, transport });
}

it.each(raftSuite.cases.map((test) => [test.id, test] as const))('%s', async (_id, test) => {
  for (let seed = 1; seed <= 3; seed++) {
    const realm = await run(test, seed, 'realm');
    const pipe = await run(test, seed, 'pipe');
    const result = ({ status, events, hash }: Verdict) => ({ status, events, hash });
    expect(result(pipe)).toEqual(result(realm));
    if (realm.events > FEW_EVENTS) return;
  }
});
