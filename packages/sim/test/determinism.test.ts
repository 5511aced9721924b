import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../src/bundle.ts';
import { drainByTurning } from '../src/drain.ts';
import { pipe } from '../src/pipe.ts';
import { realm } from '../src/realm.ts';
import type { Transport } from '../src/options.ts';
import type { World } from '../src/world.ts';
import { FIXTURES, gossip, prepare, run, type Options, type Ran } from './run.ts';

const SEEDS = 200;

let program: Program;
let hashes: string[];

async function hashesOf(seeds: number, options: Options = {}): Promise<string[]> {
  const found: string[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    found.push((await run(program, gossip, { seed, ...options })).hash);
  }
  return found;
}

beforeAll(async () => {
  program = await prepare('gossip.ts');
  hashes = await hashesOf(SEEDS);
});

describe(`each of ${SEEDS} seeds has one trace hash`, () => {
  it('and that is its own', () => {
    expect(new Set(hashes).size).toBe(SEEDS);
  });

  it('in this process again', async () => {
    expect(await hashesOf(SEEDS)).toEqual(hashes);
  });

  it('in a plain process of Node, with another time zone and locale', () => {
    const output = execFileSync(process.execPath, [`${FIXTURES}gossip-hashes.ts`, String(SEEDS)], {
      encoding: 'utf8',
      env: { TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' },
    });
    const other = JSON.parse(output) as { hashes: string[]; local: string };
    expect(other.local).toMatch(/GMT\+0900 .*, 1\.234,5$/);
    expect(other.hashes).toEqual(hashes);
  });

  it('with each node a process behind a pipe', async () => {
    const pipes = pipe(program);
    try {
      const options = { transport: pipes.transport, watchdogMs: 0 };
      expect(await hashesOf(SEEDS, options)).toEqual(hashes);
    } finally {
      pipes.close();
    }
  });

  it('when the microtasks run by a turn of the event loop', async () => {
    // A hundred times slower than a drain: some of the seeds have to do.
    const few = 50;
    expect(await hashesOf(few, { drain: drainByTurning })).toEqual(hashes.slice(0, few));
  });
});

describe('real randomness that leaks into one payload', () => {
  /** The number that a node draws for a message is replaced by a real one, in one call of the run. */
  const leaky =
    (leakAt: number, delivered: (args: string) => void): Transport =>
    (_address, emit) => {
      const host = realm(program, (op, a, b, c, d) => {
        if (op !== 'call') return emit(op, a, b, c, d);
        calls += 1;
        const leak = `"luck":${Math.random()},"leaks":true`;
        emit(op, a, b, c, calls === leakAt ? String(d).replace(/"luck":[^,]+/, leak) : d);
      });
      return {
        deliver(now, op, a, b, c, d) {
          if (op === 'request') delivered(String(d));
          return host.deliver(now, op, a, b, c, d);
        },
        end: () => host.end(),
      };
    };
  let calls: number;

  async function leaking(leakAt: number): Promise<{ ran: Ran; event: number }> {
    calls = 0;
    let event = 0;
    let current: World | undefined;
    const transport = leaky(leakAt, (args) => {
      if (args.includes('"leaks":true')) event = current?.eventNumber ?? 0;
    });
    const test = (world: World): Promise<void> => gossip((current = world));
    return { ran: await run(program, test, { seed: 1, transport }), event };
  }

  it.each([1, 7])('is seen in the hash, and the marks find its event: call %i', async (leakAt) => {
    const [one, other] = [await leaking(leakAt), await leaking(leakAt)];
    expect(one.ran.hash).not.toBe(other.ran.hash);
    expect(one.event).toBeGreaterThan(0);
    expect(firstDifference(one.ran.marks, other.ran.marks)).toBe(one.event);
  });

  it('is none when nothing leaks', async () => {
    const [one, other] = [await leaking(0), await leaking(0)];
    expect(one.ran.hash).toBe(hashes[0]);
    expect(firstDifference(one.ran.marks, other.ran.marks)).toBe(0);
    expect(one.ran.marks).toHaveLength(one.ran.events);
  });

  /** Number of the first event in which two runs differ; 0 for none. */
  function firstDifference(one: Int32Array, other: Int32Array): number {
    return one.findIndex((mark, i) => mark !== other[i]) + 1;
  }
});
