/** The service above Raft: its state, what its snapshots hold, and what the checks make of them. */
import { describe, expect, it } from 'vitest';
import { execute, fromSnapshot, NO_STATE, toSnapshot } from '../service-state.ts';
import { Applies } from '../suite/ledgers/applies.ts';
import * as rules from '../suite/properties.ts';
import { expectViolation, Story } from './story.ts';

function stateAfter(...commands: string[]) {
  return commands.reduce((state, command, i) => execute(state, i + 1, command), NO_STATE);
}

describe('the state of the service', () => {
  it('depends on each command and on their order', () => {
    const states = [['a', 'b'], ['b', 'a'], ['a', 'c'], ['ab']].map((list) => stateAfter(...list));
    expect(new Set(states.map(({ digest }) => digest)).size).toBe(4);
    expect(stateAfter('a', 'b')).toEqual(stateAfter('a', 'b'));
  });

  it('comes back from a snapshot', () => {
    const state = stateAfter('a', 'b');
    expect(fromSnapshot(toSnapshot(state))).toEqual(state);
  });

  it('is in no other bytes', () => {
    for (const text of ['', 'null', '{}', '{"index":1}', '{"index":1,"digest":0.5}']) {
      expect(fromSnapshot(new TextEncoder().encode(text))).toBeUndefined();
    }
    expect(fromSnapshot(undefined)).toBeUndefined();
  });
});

describe('the checks of a snapshot', () => {
  const tell = () => {
    const story = new Story();
    story.listen(new Applies(story.run));
    for (const server of story.run.servers) story.boot(server);
    story.start('S1', 'a', 1, 1);
    story.start('S1', 'b', 2, 1);
    story.apply('S1', 1, 'a');
    story.apply('S1', 2, 'b');
    const install = (index: number, ...commands: string[]) =>
      story.applyAny('S2', {
        kind: 'snapshot',
        index,
        term: 1,
        data: toSnapshot(stateAfter(...commands)),
      });
    return { story, install };
  };

  it('take one that holds what others applied up to its index', () => {
    const { install } = tell();
    install(2, 'a', 'b');
    expect(() => install(2, 'a', 'b')).toThrow('it has applied all up to entry 2');
  });

  it('object to one that holds something else, or was never made', () => {
    const { story, install } = tell();
    const other = () => install(2, 'b', 'a');
    expectViolation(other, rules.STATE_MACHINE_SAFETY, 'that no service has made');
    const more = () => tell().install(3, 'a', 'b', 'c');
    expectViolation(more, rules.STATE_MACHINE_SAFETY, 'that no service has made');
    const data = new Uint8Array([1, 2, 3]);
    const bytes = () => story.applyAny('S3', { kind: 'snapshot', index: 1, term: 1, data });
    expectViolation(bytes, rules.STATE_MACHINE_SAFETY, 'that no service has made');
  });

  it('object to one under a wrong index (its state is not that of the index)', () => {
    const { install } = tell();
    const early = () => install(2, 'a');
    expectViolation(early, rules.STATE_MACHINE_SAFETY, 'up to 2', 'holds those up to 1');
  });
});
