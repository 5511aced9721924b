import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GuestDisk } from '../guest/disk.ts';
import { Disk } from '../src/disk.ts';
import { decode, encode, encodedSize, NotPlain, type Plain } from '../src/plain.ts';
import type { Boot } from '../src/waist.ts';
import { plainFields, plainValue } from './plain-values.ts';

/** Both ends of a disk, connected as the waist connects them. */
class Wired {
  readonly world = new Disk();
  /** Characters of each save. */
  readonly sent: number[] = [];
  guest = this.#boot();

  restart(): void {
    this.guest = this.#boot();
  }

  #boot(): GuestDisk {
    const { state, snapshot } = this.world;
    const boot = decode(encode({ state, snapshot })) as unknown as Boot;
    const emit = (_op: string, patch: unknown, bytes: unknown): void => {
      this.sent.push(String(patch).length);
      this.world.save(patch as string, bytes as string | undefined);
    };
    return new GuestDisk(emit, boot.state, boot.snapshot);
  }
}

/** States as a server has them: a log that grows, is cut and is changed in the middle, and more. */
const log = fc.array(fc.oneof(plainFields, fc.nat(3)), { maxLength: 6 });
const server = fc
  .tuple(fc.nat(2), log, plainValue)
  .map(([currentTerm, log, votedFor]) => ({ currentTerm, log, votedFor }));
const state = fc.oneof(server, server, plainFields, plainValue);
const saves = fc.array(
  fc.record({
    state,
    snapshot: fc.option(fc.uint8Array(), { nil: undefined }),
    restart: fc.boolean(),
    askSize: fc.boolean(),
  }),
  { maxLength: 10 },
);

describe('a disk', () => {
  it('gives back exactly what was saved last, after any saves and restarts', () => {
    fc.assert(
      fc.property(saves, (steps) => {
        const disk = new Wired();
        let snapshot: Uint8Array | undefined;
        for (const step of steps) {
          snapshot = step.snapshot ?? snapshot;
          disk.guest.save(step.state, step.snapshot);
          if (step.restart) disk.restart();
          deepStrictEqual(disk.guest.read(), { state: step.state, snapshot });
          deepStrictEqual(disk.world.state, step.state);
          deepStrictEqual(disk.world.copy().state, step.state);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('knows the size of the state: that of its encoding', () => {
    fc.assert(
      fc.property(saves, (steps) => {
        const disk = new Wired();
        for (const step of steps) {
          disk.guest.save(step.state, step.snapshot);
          if (step.restart) disk.restart();
          if (!step.askSize) continue;
          expect(disk.guest.stateSize()).toBe(encodedSize(encode(step.state)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has nothing before the first save', () => {
    const { guest, world } = new Wired();
    expect(guest.read()).toStrictEqual({ state: undefined, snapshot: undefined });
    expect(guest.stateSize()).toBe(0);
    expect(world.state).toBeUndefined();
  });

  it('keeps the snapshot when a save brings none', () => {
    const { guest } = new Wired();
    guest.save({ term: 1 }, new Uint8Array([1, 2]));
    guest.save({ term: 2 });
    expect(guest.read()).toStrictEqual({ state: { term: 2 }, snapshot: new Uint8Array([1, 2]) });
  });

  it('takes a state without any field for a state', () => {
    const disk = new Wired();
    disk.guest.save({});
    disk.restart();
    expect(disk.guest.read().state).toStrictEqual({});
    expect(disk.guest.stateSize()).toBe(2);
  });

  it('does not mix up a state with one that is its only field', () => {
    const disk = new Wired();
    disk.guest.save({ '': [1, 2] });
    disk.restart();
    expect(disk.guest.read().state).toStrictEqual({ '': [1, 2] });
    disk.guest.save([1, 2]);
    disk.restart();
    expect(disk.guest.read().state).toStrictEqual([1, 2]);
  });

  it('drops fields that are gone, whatever an object inherits under their names', () => {
    const disk = new Wired();
    disk.guest.save({ constructor: 1, toString: 2, $$x: 3, term: 4 });
    disk.guest.save({ term: 4, toString: undefined });
    expect(disk.world.state).toStrictEqual({ term: 4 });
    expect(disk.guest.stateSize()).toBe(encodedSize('{"term":4}'));
  });
});

describe('a save', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ term: 1 + (i >> 8), command: `put k${i}` }));

  it('of one more entry on a list of 10,000 sends that entry', () => {
    const disk = new Wired();
    const state = { currentTerm: 40, log: entries(10_000) };
    disk.guest.save(state);
    state.log.push({ term: 40, command: 'put last' });
    disk.guest.save(state);
    expect(disk.sent[0]).toBeGreaterThan(300_000);
    expect(disk.sent[1]).toBeLessThan(100);
    expect(disk.world.state).toStrictEqual(state);
  });

  it('sends what changes in a list at any depth', () => {
    const disk = new Wired();
    const log = entries(10_000);
    const state = { term: 40, raft: { vote: 'S1', log: { base: 0, entries: log } } };
    disk.guest.save(state);
    log.push({ term: 40, command: 'put last' });
    disk.guest.save(state);
    state.raft.vote = 'S2';
    disk.guest.save(state);
    expect(disk.sent.slice(1).every((size) => size < 120)).toBe(true);
    expect(disk.world.state).toStrictEqual(state);
    expect(() => (log[3]!.command = 'overwritten')).toThrow('read only');
    expect(disk.guest.stateSize()).toBe(encodedSize(encode(state)));
  });

  it('is exact for a long list, however it is changed, or says that it cannot be', () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), count: fc.nat(700) }),
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(12_000), count: fc.nat(700) }),
      fc.record({ kind: fc.constant('assign' as const), at: fc.nat(12_000) }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.nat(12_000), count: fc.nat(9) }),
      fc.record({ kind: fc.constant('copy' as const), at: fc.nat(12_000) }),
    );
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const disk = new Wired();
        let list = entries(10_000);
        disk.guest.save({ list });
        let hidden = false;
        for (const step of changes) {
          const at = 'at' in step ? Math.min(step.at, list.length) : 0;
          // Between the ends of a long list that stays the same array: what no save has to see.
          const isDeep = at >= 64 && at < list.length - 4096;
          if (step.kind === 'append') list.push(...entries(step.count));
          if (step.kind === 'cut') list.splice(at, Infinity, ...entries(step.count));
          if (step.kind === 'remove') list.splice(at, step.count);
          if (step.kind === 'assign') list[at] = { term: 9, command: 'another' };
          if (step.kind === 'assign' && isDeep) hidden = true;
          if (step.kind === 'copy') {
            list = [...list];
            list[at] = { term: 8, command: 'in a copy' };
            hidden = false;
          }
          try {
            disk.guest.save({ list });
          } catch (error) {
            expect(hidden).toBe(true);
            expect(String(error)).toMatch(/element \d+ of a saved list of \d+ was replaced/);
            return;
          }
          if (hidden) continue;
          seen.add(step.kind);
          deepStrictEqual(disk.world.state, { list });
        }
      }),
      { numRuns: 60 },
    );
    expect([...seen].toSorted()).toEqual(['append', 'assign', 'copy', 'cut', 'remove']);
  });

  it('finds a change between the ends of a long list after some saves, and says what to do', () => {
    const disk = new Wired();
    const log = entries(20_000);
    disk.guest.save({ log });
    log[9000] = { term: 7, command: 'another' };
    const save = (): void => {
      for (let i = 0; i < 40; i++) disk.guest.save({ log, i });
    };
    expect(save).toThrow('Cut the list off before the element (list.length = 9000) and append');
  });

  it('of a shorter list sends how much stays', () => {
    const disk = new Wired();
    const state = { log: entries(1000) };
    disk.guest.save(state);
    state.log.length = 990;
    disk.guest.save(state);
    expect(disk.sent[1]).toBeLessThan(50);
    expect(disk.world.state).toStrictEqual(state);
  });

  it('of what has not changed sends next to nothing, also for what is equal but not identical', () => {
    const disk = new Wired();
    const bytes = (): Uint8Array => Buffer.from([1, 2, 3]);
    const make = () => ({
      log: [Object.assign(Object.create(null) as object, { data: bytes() })],
      data: bytes(),
    });
    disk.guest.save(make());
    disk.guest.save(make());
    disk.restart();
    disk.guest.save(make());
    expect(disk.sent.slice(1)).toEqual([13, 13]);
  });

  it('freezes the elements of a saved list: a change in place would be missed', () => {
    const disk = new Wired();
    const state = { log: entries(100), term: 1 };
    disk.guest.save(state);
    expect(() => (state.log[3]!.command = 'overwritten')).toThrow('read only');
    // Equal to what is saved is as good as saved: frozen from then on too.
    const equal = { log: entries(100), term: 1 };
    disk.guest.save(equal);
    expect(() => (equal.log[3]!.command = 'overwritten')).toThrow('read only');
    equal.log[3] = { term: 9, command: 'another' };
    equal.term = 2;
    disk.guest.save(equal);
    expect(disk.world.state).toStrictEqual(equal);
  });

  it('can add more entries than a function takes arguments', () => {
    const disk = new Wired();
    disk.guest.save({ log: [0] });
    const state = { log: Array.from({ length: 200_000 }, (_, i) => i) };
    disk.guest.save(state);
    deepStrictEqual(disk.world.state, state);
  });

  it('shares nothing with what the server goes on to change', () => {
    const disk = new Wired();
    const state = { log: [{ term: 1 }], vote: { for: 'S1' }, pages: [Buffer.from([1])] };
    // As a Buffer does it, whose slice is a window on the same bytes.
    const snapshot = Buffer.from([1, 2, 3]);
    disk.guest.save(state, snapshot);
    state.log.pop();
    state.pages[0]![0] = 9;
    state.vote.for = 'S9';
    snapshot[0] = 9;
    const saved = {
      state: { log: [{ term: 1 }], vote: { for: 'S1' }, pages: [new Uint8Array([1])] },
      snapshot: new Uint8Array([1, 2, 3]),
    };
    const read = disk.guest.read();
    expect(read).toStrictEqual(saved);
    (read.state as typeof state).log.pop();
    read.snapshot![0] = 8;
    expect(disk.guest.read()).toStrictEqual(saved);
    expect(disk.world.state).toStrictEqual(saved.state);
  });

  it('that is refused leaves the disk as it was', () => {
    const disk = new Wired();
    const state: Record<string, unknown> = { term: 1, log: [1, 2], vote: { for: 'S1' } };
    disk.guest.save(state);
    for (const bad of [
      { term: 2, log: [1, 2, 3, new Map()] },
      { term: 2, log: [1, 2, undefined] },
      { term: new Date(0) },
      { ...state, vote: { valueOf: Reflect.get(Object.prototype, 'valueOf') } },
      new Map([['term', 2]]),
      [1, () => {}],
      NaN,
    ]) {
      expect(() => disk.guest.save(bad)).toThrow(NotPlain);
    }
    expect(() => disk.guest.save(undefined)).toThrow('there is no state to save');
    expect(() => disk.guest.save({}, [1] as unknown as Uint8Array)).toThrow('must be a Uint8Array');
    expect(disk.sent).toHaveLength(1);
    expect(disk.guest.read().state).toStrictEqual(state);
    disk.guest.save({ ...state, log: [1, 2, 3] });
    expect(disk.world.state).toStrictEqual({ ...state, log: [1, 2, 3] });
  });

  it('names the path of what is not plain', () => {
    const { guest } = new Wired();
    const path = (state: unknown): string => {
      try {
        guest.save(state);
      } catch (error) {
        return (error as NotPlain).path;
      }
      return 'saved';
    };
    guest.save({ log: [1] });
    expect(path({ log: [1, { command: () => {} }] })).toBe('state.log[1].command');
    expect(path({ log: [1, undefined] })).toBe('state.log[1]');
    expect(path({ 'my log': NaN })).toBe('state["my log"]');
    expect(path([[NaN]])).toBe('state[0][0]');
  });

  it('that is too deep to be booted from is refused', () => {
    const nested = (levels: number): Plain => (levels === 0 ? 1 : [nested(levels - 1)]);
    const disk = new Wired();
    expect(() => disk.guest.save({ log: [nested(64)] })).toThrow('64 deep');
    expect(() => disk.guest.save({ log: nested(64) })).toThrow('64 deep');
    disk.guest.save({ log: nested(62), vote: { a: nested(61) } });
    disk.restart();
    expect(disk.guest.read().state).toStrictEqual({ log: nested(62), vote: { a: nested(61) } });
  });
});
