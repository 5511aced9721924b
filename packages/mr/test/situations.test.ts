import {
  type Case,
  FileSystem,
  type Message,
  type NodeInfo,
  type Observer,
  type Plain,
  prepare,
  runCase,
} from 'harness';
import { mrSuite } from 'mr/suite';
import { describe, expect, it } from 'vitest';
import type { HeartbeatArgs, HeartbeatReply, Task, TaskKind } from '../api.ts';
import { Book } from '../suite/ledgers/book.ts';
import { Finals } from '../suite/ledgers/finals.ts';
import { SituationDetector } from '../suite/situation-detector.ts';
import { situations } from '../suite/situations.ts';

const SEEDS = 100;

function caseOf(id: string): Case {
  const found = mrSuite.cases.find((test) => test.id === id);
  if (found === undefined) throw new Error(`the table names ${id}, but there is no such case`);
  return found;
}

async function firstSeed(test: Case, situation: string): Promise<number | undefined> {
  const program = await prepare(mrSuite, mrSuite.reference);
  for (let seed = 1; seed <= SEEDS; seed++) {
    const verdict = await runCase(test, { suite: mrSuite, program, seed });
    if (verdict.situations.includes(situation)) return seed;
  }
  return undefined;
}

describe(`a situation is reached by its case within ${SEEDS} seeds`, () => {
  it.each(situations.map((situation) => [situation.id, situation.case] as const))(
    '%s',
    async (id, named) => expect(await firstSeed(caseOf(named), id)).toBeTypeOf('number'),
    0,
  );

  it('and a job in which nothing happens reaches none', async () => {
    const program = await prepare(mrSuite, mrSuite.reference);
    const run = { suite: mrSuite, program, seed: 1 };
    expect((await runCase(caseOf('mr/1A/WordCount'), run)).situations).toEqual([]);
  });

  it('and does not change a run', async () => {
    const program = await prepare(mrSuite, mrSuite.reference);
    const run = { suite: mrSuite, program, seed: 1 };
    const test = caseOf('mr/1B/LateMapReport');
    const hears = (observer: object) => !(observer instanceof SituationDetector);
    const [seen, unseen] = [await runCase(test, run), await runCase(test, { ...run, hears })];
    expect(seen.situations).not.toEqual([]);
    expect(unseen.situations).toEqual([]);
    expect(unseen.hash).toBe(seen.hash);
  });
});

/** A job of one map and one reduce, told event by event. */
class Story {
  readonly reached = new Set<string>();
  readonly #fs = new FileSystem();
  readonly #clock = { now: 0, eventNumber: 0 };
  /** By caller: its last call. */
  readonly #messages = new Map<string, Message & { reply: Plain }>();
  readonly #observers: readonly Observer[];

  constructor() {
    this.#fs.makeFolders('/job');
    const run = {
      clock: this.#clock,
      job: {
        files: new Map(),
        input: 'line',
        splitBytes: 9,
        nReduce: 2,
        expected: new Map(),
        linesOf: () => new Map(),
      },
      fs: this.#fs,
      coordinators: ['C1', 'C2'],
      taskTimeout: 1000,
      beatEvery: 100,
      giveUpAfter: 5000,
      broken: false,
      wrongClocks: false,
      diskMs: 0,
      powerFails: false,
    } as const;
    const book = new Book(run);
    const finals = new Finals(run, book);
    const detector = new SituationDetector(run, book, finals, (id) => void this.reached.add(id));
    this.#observers = [book, finals, detector];
    this.boot('C1');
  }

  boot(address: string): void {
    this.#tell((each) => each.booted?.(node(address)));
  }

  crash(address: string): void {
    this.#tell((each) => each.crashed?.(node(address)));
  }

  /** A call, its answer, and the answer's arrival. */
  beat(from: string, args: HeartbeatArgs, task: HeartbeatReply['task'], to = 'C1'): void {
    this.tell(from, args, to);
    this.answer(from, args, task, to);
  }

  tell(from: string, args: HeartbeatArgs, to = 'C1'): Message {
    const message = messageOf(this.#clock, from, to, args);
    this.#messages.set(from, message);
    this.#tell((each) => each.called?.(message));
    this.#tell((each) => each.delivered?.(message));
    return message;
  }

  answer(from: string, args: HeartbeatArgs, task: HeartbeatReply['task'], to = 'C1'): void {
    const message = this.#messages.get(from)!;
    message.reply = { worker: args.worker ?? from.toLowerCase(), task } as unknown as Plain;
    this.#tell((each) => each.responded?.(message, node(to)));
    this.#tell((each) => each.replied?.(message));
  }

  write(address: string, name: string): void {
    const path = `/job/${name}`;
    this.#fs.write(path, '');
    const operation = { fs: this.#fs, kind: 'write', path, position: 0, bytes: 1 } as const;
    this.#tell((each) => each.io?.(node(address), operation));
  }

  rename(name: string, final: string): void {
    const [path, dest] = [`/job/${name}`, `/job/${final}`];
    this.#fs.remove(path);
    this.#fs.write(dest, '');
    const operation = { fs: this.#fs, kind: 'rename', path, dest } as const;
    this.#tell((each) => each.io?.(node('C1'), operation));
  }

  #tell(event: (observer: Observer) => void): void {
    this.#clock.now += 1000;
    this.#clock.eventNumber += 1;
    for (const observer of this.#observers) event(observer);
  }
}

function node(address: string): NodeInfo {
  return { address, incarnation: 1, up: true, paused: false, disk: undefined as never };
}

function messageOf(
  clock: { now: number; eventNumber: number },
  from: string,
  to: string,
  args: HeartbeatArgs,
) {
  return {
    id: clock.eventNumber,
    from,
    fromIncarnation: 1,
    to,
    method: 'mr.heartbeat',
    args: args as unknown as Plain,
    reply: undefined as Plain,
    sentAt: clock.now,
  };
}

function taskOf(kind: TaskKind, attempt: string): Task {
  if (kind === 'reduce') return { kind, number: 0, attempt, inputs: ['mr-0-0'] };
  return { kind, number: 0, attempt, nReduce: 2, split: { file: '/a', start: 0, end: 1 } };
}

const doneOf = (kind: TaskKind, attempt: string): HeartbeatArgs => ({
  worker: 'w1',
  done: { task: { kind, number: 0 }, attempt, files: kind === 'map' ? ['x0', 'x1'] : ['x0'] },
});

const told = (tell: (story: Story) => void): string[] => {
  const story = new Story();
  tell(story);
  return [...story.reached];
};

describe('told by hand', () => {
  it('a second worker gets the task while the first one works, or after it has crashed', () => {
    const tell = (isLost: boolean) => (story: Story) => {
      story.beat('W1', {}, taskOf('map', '1.1'));
      if (isLost) story.crash('W1');
      story.beat('W2', {}, taskOf('map', '1.2'));
    };
    expect(told(tell(false))).toEqual(['reassigned-while-running']);
    expect(told(tell(true))).toEqual([]);
  });

  it.each(['map', 'reduce'] as const)(
    'a %s is reported after another attempt, or before',
    (kind) => {
      const tell = (isLate: boolean) => (story: Story) => {
        story.beat('W1', {}, taskOf(kind, '1.1'));
        story.crash('W1');
        if (isLate) story.beat('W2', {}, taskOf(kind, '1.2'));
        story.beat('W1', doneOf(kind, '1.1'), 'wait');
      };
      expect(told(tell(true))).toEqual(['late-report-after-reissue']);
      expect(told(tell(false))).toEqual([]);
    },
  );

  it('both attempts at a reduce are reported, not those at a map', () => {
    const tell = (kind: TaskKind) => (story: Story) => {
      story.beat('W1', {}, taskOf(kind, '1.1'));
      story.crash('W1');
      story.beat('W2', {}, taskOf(kind, '1.2'));
      story.beat('W2', { ...doneOf(kind, '1.2'), worker: 'w2' }, 'wait');
      story.beat('W1', doneOf(kind, '1.1'), 'wait');
    };
    expect(told(tell('reduce'))).toContain('two-reports-of-a-reduce');
    expect(told(tell('map'))).not.toContain('two-reports-of-a-reduce');
  });

  it('a worker crashes between write and report, not before the one or after the other', () => {
    const tell = (writes: boolean, reports: boolean) => (story: Story) => {
      story.beat('W1', {}, taskOf('map', '1.1'));
      if (writes) story.write('W1', 'x0');
      if (reports) story.beat('W1', doneOf('map', '1.1'), 'wait');
      story.crash('W1');
    };
    expect(told(tell(true, false))).toEqual(['crash-between-write-and-report']);
    expect(told(tell(false, false))).toEqual([]);
    expect(told(tell(true, true))).toEqual([]);
  });

  it.each([
    [0, ['crash-between-report-and-rename']],
    [1, ['crash-between-renames']],
    [2, []],
  ])('a coordinator crashes after %i of two renames', (renames, expected) => {
    const tell = (story: Story) => {
      story.beat('W1', {}, taskOf('map', '1.1'));
      story.tell('W1', doneOf('map', '1.1'));
      for (let part = 0; part < renames; part++) story.rename(`x${part}`, `mr-0-${part}`);
      story.crash('C1');
    };
    expect(told(tell)).toEqual(expected);
  });

  it('a reduce misses an input that is gone, not one that is there again', () => {
    const tell = (isThere: boolean) => (story: Story) => {
      story.beat('W1', {}, taskOf('reduce', '1.1'));
      if (isThere) {
        story.beat('W2', {}, taskOf('map', '1.2'));
        story.beat('W2', { ...doneOf('map', '1.2'), worker: 'w2' }, 'wait');
        story.rename('x0', 'mr-0-0');
      }
      const failed = {
        task: { kind: 'reduce', number: 0 },
        attempt: '1.1',
        reason: 'gone',
      } as const;
      story.beat('W1', { worker: 'w1', failed: { ...failed, missing: ['mr-0-0'] } }, 'wait');
    };
    expect(told(tell(false))).toEqual(['map-output-lost']);
    expect(told(tell(true))).toEqual([]);
  });

  it('another coordinator takes over while a task is in progress, or after it was done', () => {
    const tell = (isDone: boolean) => (story: Story) => {
      story.beat('W1', {}, taskOf('reduce', '1.1'));
      if (isDone) {
        story.beat('W1', doneOf('reduce', '1.1'), 'wait');
        story.rename('x0', 'mr-out-0');
      }
      story.crash('C1');
      story.boot('C2');
      story.beat('W2', {}, 'wait', 'C2');
    };
    expect(told(tell(false))).toEqual(['takeover-in-progress']);
    expect(told(tell(true))).toEqual([]);
  });
});
