/** Faults of a list: each does what it says, at its time, and when it is over nothing of it is left. */
import { CALM } from 'labrpc';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Action,
  type Cluster,
  type Fault,
  FaultPlayer,
  prepare,
  type Program,
  runCase,
  type Verdict,
} from '../../src/index.ts';
import { clusterOf, counting, story } from '../counting.ts';

let program: Program;

beforeAll(async () => {
  program = await prepare(counting, counting.reference);
});

type Timed = Action & { readonly at?: number; readonly for?: number };

/** Tells a story of three servers, each of which tells the others something every 50 ms. */
async function tell(
  faults: readonly Timed[],
  lines: (t: Cluster, player: FaultPlayer) => Promise<void>,
  trace: string[] = [],
): Promise<Verdict> {
  const test = story(async (env) => {
    const t = clusterOf(env);
    const list = faults.map((each, i) => ({ fault: i + 1, at: 0, ...each }) as Fault);
    const player = new FaultPlayer(t, list);
    await t.boot();
    await lines(t, player);
  });
  const sink = ({ kind, text }: { kind: string; text: string }) =>
    kind === 'test' && trace.push(text);
  return runCase(test, { suite: counting, program, seed: 1, trace: sink });
}

async function expectPass(...args: Parameters<typeof tell>): Promise<void> {
  expect((await tell(...args)).explanation).toBeUndefined();
}

/** How many of the others' ticks each server has heard in the next second: 40 when all is well. */
async function heard(t: Cluster): Promise<(number | null)[]> {
  const counts = async (): Promise<(number | null)[]> =>
    Promise.all(
      t.servers.map(async (server) => {
        if (!t.isUp(server)) return null;
        // A paused server answers later: so long, what it had counted before is what it has.
        return ((await t.invoke(server, 'count')) ?? null) as number | null;
      }),
    );
  const before = await counts();
  await t.sleep(1000);
  const after = await counts();
  return after.map((count, i) => (count === null ? null : count - (before[i] ?? 0)));
}

const WELL = [40, 40, 40];

/** Each fault as it would be in a list, and what the servers hear in a second of it. */
const each: [string, Action, (number | null)[] | undefined][] = [
  ['a loss', { action: 'loss', share: 1 }, [0, 0, 0]],
  ['duplicates', { action: 'duplicates', share: 1 }, [80, 80, 80]],
  ['late requests', { action: 'late requests', share: 1 }, undefined],
  ['late replies', { action: 'late replies', share: 1 }, WELL],
  ['a one-way cut', { action: 'cut', from: ['S1'], to: ['S2'] }, [40, 20, 40]],
  ['a cut', { action: 'cut', from: ['S1'], to: ['S3'], bothWays: true }, [20, 40, 20]],
  [
    'a long link',
    { action: 'links', from: ['S1'], to: ['S2'], delay: { kind: 'constant', ms: 500 } },
    undefined,
  ],
  ['a thin link', { action: 'links', from: ['S1'], to: ['S2'], bandwidth: 0.2 }, undefined],
  ['an isolation', { action: 'isolate', server: 'S1' }, [0, 20, 20]],
  ['a crash', { action: 'crash', server: 'S1' }, [null, 20, 20]],
  ['a power failure', { action: 'power failure', servers: ['S1', 'S2', 'S3'] }, [null, null, null]],
  ['a crash after effects', { action: 'crash', server: 'S1', afterEffects: 3 }, undefined],
  ['a fast clock', { action: 'clock', server: 'S1', rate: 1.25 }, [40, 45, 45]],
  ['ties', { action: 'ties', within: 3 }, WELL],
];

describe.each(each)('%s', (_name, action, during) => {
  it('happens in its time', () =>
    expectPass([{ ...action, at: 200, for: 2000 }], async (t, player) => {
      await player.play(210);
      if (during) expect(await heard(t)).toEqual(during);
      else expect(await heard(t)).not.toEqual(WELL);
    }));

  it.each(['when its time is over', 'when all calms down', 'when all is healed'] as const)(
    'leaves nothing behind %s',
    (how) =>
      expectPass([{ ...action, at: 200, for: 2000 }], async (t, player) => {
        await player.play(how === 'when its time is over' ? 2500 : 1500);
        if (how === 'when all calms down') await player.calm();
        if (how === 'when all is healed') await player.heal();
        await t.sleep(8000); // What was late has come.
        await t.sleep(25); // Not at the very moment of a tick.
        expect(await heard(t)).toEqual(WELL);
        expect(t.network.weather).toEqual(CALM);
        expect(t.connected).toEqual(t.servers);
      }),
  );
});

describe('a pause', () => {
  const pause: Timed = { action: 'pause', server: 'S1', at: 200, for: 1000 };

  it('lasts as long as it says', () =>
    expectPass([pause], async (t, player) => {
      const played = player.play(2000);
      await t.sleep(300);
      await t.invoke('S1', 'count');
      expect(t.now).toBe(1200);
      await played;
      expect(await heard(t)).toEqual(WELL);
    }));

  it('of any length is no method that never returns', () =>
    expectPass([{ ...pause, for: 60_000 - 200 }], async (t, player) => {
      const played = player.play(60_000);
      await t.sleep(300);
      await t.invoke('S1', 'count');
      expect(t.now).toBe(60_000);
      await played;
    }));

  it('does not excuse a method that never returns', async () => {
    const { property } = await tell([pause], async (t, player) => {
      const played = player.play(2000);
      await t.sleep(300);
      await t.invoke('S1', 'never');
      await played;
    });
    expect(property?.name).toBe('A method never returns');
  });

  it.each(['calm', 'heal'] as const)('is over when all is to %s', (how) =>
    expectPass([pause], async (t, player) => {
      await player.play(500);
      await player[how]();
      await t.invoke('S1', 'count');
      expect(t.now).toBe(500);
    }),
  );
});

describe('what keeps a server away', () => {
  const away: Timed[] = [{ action: 'isolate', server: 'S1', at: 500 }];

  it('lasts until all is healed', () =>
    expectPass(away, async (t, player) => {
      await player.play(600);
      await player.calm();
      await t.sleep(5025);
      expect(await heard(t)).toEqual([0, 20, 20]);
      await player.heal();
      await t.sleep(8000);
      expect(await heard(t)).toEqual(WELL);
    }));

  it('is another server than a majority needs', async () => {
    const both: Timed[] = [...away, { action: 'crash', server: 'S2', at: 500 }];
    const { status, explanation } = await tell(both, async () => undefined);
    expect(status).toBe('inconclusive');
    expect(explanation).toContain('keep S1, S2 away until all heals: expected a majority, 2 of 3');
  });
});

describe('faults that overlap', () => {
  it.each<[string, Action, Action]>([
    [
      'cuts',
      { action: 'cut', from: ['S1'], to: ['S3'] },
      { action: 'cut', from: ['S1'], to: ['S2', 'S3'] },
    ],
    [
      'links',
      { action: 'links', from: ['S1'], to: ['S2', 'S3'], delay: { kind: 'constant', ms: 1500 } },
      { action: 'links', from: ['S1'], to: ['S3'], bandwidth: 1 },
    ],
    ['isolations', { action: 'isolate', server: 'S1' }, { action: 'isolate', server: 'S1' }],
    ['crashes', { action: 'crash', server: 'S1' }, { action: 'crash', server: 'S1' }],
    ['losses', { action: 'loss', share: 1 }, { action: 'loss', share: 0.5 }],
    [
      'clocks',
      { action: 'clock', server: 'S1', rate: 0.8 },
      { action: 'clock', server: 'S1', rate: 2 },
    ],
  ])('last until the last one is over: %s', (_name, long, short) =>
    expectPass(
      [
        { ...long, at: 100, for: 3000 },
        { ...short, at: 200, for: 500 },
      ],
      async (t, player) => {
        await player.play(1025);
        expect(await heard(t)).not.toEqual(WELL);
        await player.play(3100);
        await t.sleep(8025);
        expect(await heard(t)).toEqual(WELL);
      },
    ),
  );

  it('last until the last one is over: pauses', () =>
    expectPass(
      [
        { action: 'pause', server: 'S1', at: 100, for: 2000 },
        { action: 'pause', server: 'S1', at: 200, for: 300 },
      ],
      async (t, player) => {
        const played = player.play(3000);
        await t.sleep(300);
        await t.invoke('S1', 'count');
        expect(t.now).toBe(2100);
        await played;
      },
    ));
});

it('ties are drawn in their time, and then the timer that was set first is first again', () =>
  expectPass([{ action: 'ties', within: 3, at: 100, for: 2000 }], async (t, player) => {
    let order = '';
    t.world.observe({ called: ({ from }) => void (order += from) });
    const orders = async (ms: number): Promise<Set<string>> => {
      order = '';
      await player.play(t.now + ms);
      return new Set(order.match(/.{12}/g)); // Three servers, two calls each.
    };
    await player.play(125);
    expect((await orders(1900)).size).toBe(6);
    await player.play(2125);
    expect(await orders(1900)).toEqual(new Set(['S1S1S2S2S3S3']));
  }));

it('disks are slow in their time, as slow as the worst fault has it', () =>
  expectPass(
    [
      { action: 'slow disk', server: 'S1', slowness: 8, at: 100, for: 1000 },
      { action: 'slow disk', server: 'S1', slowness: 2, at: 200, for: 2000 },
    ],
    async (t, player) => {
      const set = vi.spyOn(t.world.files, 'setSlowness');
      const calls = async (until: number) => {
        await player.play(until);
        return set.mock.calls.splice(0);
      };
      expect(await calls(150)).toEqual([['S1', 8]]);
      expect(await calls(1050)).toEqual([['S1', 8]]);
      expect(await calls(2000)).toEqual([['S1', 2]]);
      expect(await calls(3000)).toEqual([['S1', 1]]);
    },
  ));

describe('a crash after effects', () => {
  it('falls between two effects, and the server is back when it is over', async () => {
    const crashed: number[] = [];
    await expectPass(
      [{ action: 'crash', server: 'S1', afterEffects: 3, at: 100, for: 1000 }],
      async (t, player) => {
        t.world.observe({ crashed: () => void crashed.push(t.now) });
        await player.play(1099);
        expect(t.isUp('S1')).toBe(false);
        await player.play(1100);
        expect(t.isUp('S1')).toBe(true);
      },
    );
    expect(crashed).toHaveLength(1);
    expect(crashed[0]).toBeGreaterThan(100);
    expect(crashed[0]).toBeLessThan(200);
  });

  it('that had no time to happen does not happen later', () =>
    expectPass(
      [{ action: 'crash', server: 'S1', afterEffects: 50, at: 100, for: 200 }],
      async (t, player) => {
        await player.play(300);
        await t.sleep(5000);
        expect(t.isUp('S1')).toBe(true);
      },
    ));
});

it('shows in the trace what happens when, with its number in the list', async () => {
  const trace: string[] = [];
  const faults: Timed[] = [
    { action: 'pause', server: 'S1', at: 100, for: 500 },
    { action: 'cut', from: ['S1'], to: ['S2', 'S3'], at: 200, for: 100 },
  ];
  await tell(faults, (_t, player) => player.play(1000), trace);
  expect(trace.filter((line) => line.includes('fault'))).toEqual([
    'fault 1: pause S1',
    'fault 2: cut S1→S2,S3',
    'fault 2 is over: cut S1→S2,S3',
    'fault 1 is over: pause S1',
  ]);
});

it('says of a fault that comes too late that it never begins', async () => {
  const trace: string[] = [];
  const faults: Timed[] = [{ action: 'pause', server: 'S1', at: 900, for: 500 }];
  const lines = async (_t: Cluster, player: FaultPlayer): Promise<void> => {
    await player.play(800);
    await player.calm();
    await player.play(2000);
  };
  await tell(faults, lines, trace);
  expect(trace.filter((line) => line.includes('fault'))).toEqual([
    'fault 1 never begins: all is calm now',
  ]);
});

it('knows the servers of the run', async () => {
  const { status, explanation } = await tell(
    [{ action: 'pause', server: 'S4' }],
    async () => undefined,
  );
  expect(status).toBe('inconclusive');
  expect(explanation).toContain('Fault 1 speaks of S4, but the servers of this run are S1 to S3');
});
