import type { Message, NodeInfo, Plain } from 'harness';
import { prepare, runCase } from 'harness';
import { describeSituations } from 'harness/vitest-situations';
import { describe, expect, it } from 'vitest';
import type { RaftReport } from '../raft-report.ts';
import { SituationDetector } from '../suite/situation-detector.ts';
import { kvSuite } from '../suite/index.ts';
import { situations } from '../suite/situations.ts';

describeSituations(kvSuite, ['index-taken', 'NobodyLeads']);

it('the suite brings the table along', () => {
  expect(kvSuite.situations).toBe(situations);
});

/** A run told by hand, one event after another. Client C1 asks; each step is an event of its own. */
class Story {
  readonly reached = new Set<string>();
  readonly #clock = { now: 0, eventNumber: 0 };
  readonly #detector = new SituationDetector(this.#clock, (id) => void this.reached.add(id));

  /** A request number arrives at a server, which gives it to Raft at once, or does not. */
  ask(server: string, number: number, kind = 'append', start?: [index: number, term: number]) {
    const command = { kind, key: 'x', value: `${number}` };
    const message = {
      from: 'C1',
      to: server,
      method: 'kv.clientRequest',
      args: { clientId: 7, sequenceNum: number, command } as Plain,
      reply: undefined as Plain,
      sentAt: 0,
    } as unknown as Message & { reply: Plain };
    this.#detector.called(message);
    this.#next();
    this.#detector.delivered(message);
    if (start) this.#start(server, `c${number} of ${server}`, start);
    return message;
  }

  answer(message: Message & { reply: Plain }, status: string, sameEvent = false): void {
    if (!sameEvent) this.#next();
    message.reply = { status };
    this.#detector.responded(message);
  }

  apply(server: string, index: number, command: string): void {
    this.#tell(server, { kind: 'command', index, command, term: 1 } as unknown as RaftReport);
  }

  restore(server: string, index: number): void {
    this.#tell(server, { kind: 'snapshot', index } as unknown as RaftReport);
  }

  crash(server: string): void {
    this.#detector.booted(nodeOf(server));
  }

  #start(server: string, command: string, [index, term]: [number, number]): void {
    const result = { index, term, isLeader: true };
    const node = nodeOf(server);
    this.#detector.applied(node, { kind: 'start', command });
    this.#detector.applied(node, { kind: 'started', command, result });
  }

  #tell(server: string, report: RaftReport): void {
    this.#next();
    this.#detector.applied(nodeOf(server), report as unknown as Plain);
  }

  #next(): void {
    this.#clock.eventNumber += 1;
  }
}

function nodeOf(address: string): NodeInfo {
  return { address, incarnation: 1, up: true } as NodeInfo;
}

function reachedBy(tell: (story: Story) => void): string[] {
  const story = new Story();
  tell(story);
  return [...story.reached];
}

describe('retry-after-leader-change', () => {
  const tell =
    (retriedAt: string, committed: string, status = 'OK') =>
    (story: Story) => {
      story.ask('S1', 1, 'append', [1, 1]);
      story.apply('S2', 1, committed);
      story.answer(story.ask(retriedAt, 1), status);
    };

  it('is seen when another server answers', () => {
    expect(reachedBy(tell('S2', 'c1 of S1'))).toEqual(['retry-after-leader-change']);
  });

  it('is not seen at the same server, when the entry was replaced, or when it is refused', () => {
    expect(reachedBy(tell('S1', 'c1 of S1'))).toEqual([]);
    expect(reachedBy(tell('S2', 'of another leader'))).toEqual([]);
    expect(reachedBy(tell('S2', 'c1 of S1', 'NOT_LEADER'))).toEqual([]);
  });
});

describe('committed-twice', () => {
  const tell = (second: string, numbers: [number, number]) => (story: Story) => {
    story.ask('S1', numbers[0], 'append', [1, 1]);
    story.ask('S2', numbers[1], 'append', [2, 2]);
    story.apply('S3', 1, `c${numbers[0]} of S1`);
    story.apply('S3', 2, second);
  };

  it('is seen when both entries of an operation are committed', () => {
    expect(reachedBy(tell('c1 of S2', [1, 1]))).toEqual(['committed-twice']);
  });

  it('is not seen when one of them was replaced, or for two operations', () => {
    expect(reachedBy(tell('something else', [1, 1]))).toEqual([]);
    expect(reachedBy(tell('c2 of S2', [1, 2]))).toEqual([]);
  });
});

describe('index-taken', () => {
  const tell =
    (command: string, answered: boolean, appliedAt = 'S1') =>
    (story: Story) => {
      const request = story.ask('S1', 1, 'append', [1, 1]);
      if (answered) story.answer(request, 'NOT_LEADER');
      story.apply(appliedAt, 1, command);
    };

  it('is seen when the server that waits applies another command there', () => {
    expect(reachedBy(tell('of another leader', false))).toEqual(['index-taken']);
  });

  it('is seen when another server has applied it before', () => {
    const both = (story: Story) => {
      tell('of another leader', false, 'S2')(story);
      expect([...story.reached]).toEqual([]);
      story.apply('S1', 1, 'of another leader');
    };
    expect(reachedBy(both)).toEqual(['index-taken']);
  });

  it('is not seen for its own command, or when nobody waits any more', () => {
    expect(reachedBy(tell('c1 of S1', false))).toEqual([]);
    expect(reachedBy(tell('of another leader', true))).toEqual([]);
  });
});

describe('expired-during-retry', () => {
  it('is seen when a second attempt is refused, not a first one', () => {
    const first = (story: Story) => story.answer(story.ask('S1', 1), 'SESSION_EXPIRED');
    const second = (story: Story) => {
      story.ask('S2', 1);
      first(story);
    };
    expect(reachedBy(second)).toEqual(['expired-during-retry']);
    expect(reachedBy(first)).toEqual([]);
  });
});

describe('restored-while-waiting', () => {
  const tell =
    (between: (story: Story) => void, restored = 'S1') =>
    (story: Story) => {
      story.ask('S1', 1, 'append', [1, 1]);
      between(story);
      story.restore(restored, 9);
    };

  it('is seen when the server that has taken the command restores a snapshot', () => {
    expect(reachedBy(tell(() => {}))).toEqual(['restored-while-waiting']);
  });

  it('is not seen at another server, or after a crash', () => {
    expect(reachedBy(tell(() => {}, 'S2'))).toEqual([]);
    expect(reachedBy(tell((story) => story.crash('S1')))).toEqual([]);
  });
});

describe('read-refused-by-deposed', () => {
  const tell = (kind: string, sameEvent: boolean, successor: boolean) => (story: Story) => {
    story.ask('S1', 1, 'append', [1, 1]);
    if (successor) story.ask('S2', 1, 'append', [2, 2]);
    story.answer(story.ask('S1', 2, kind), 'NOT_LEADER', sameEvent);
  };

  it('is seen when it takes the read, and refuses it later', () => {
    expect(reachedBy(tell('get', false, true))).toEqual(['read-refused-by-deposed']);
  });

  it('is not seen for a write, at once, or without a successor', () => {
    expect(reachedBy(tell('append', false, true))).toEqual([]);
    expect(reachedBy(tell('get', true, true))).toEqual([]);
    expect(reachedBy(tell('get', false, false))).toEqual([]);
  });
});

it.each(['TruncatedIndex', 'RestoreWhileWaiting'])(
  'a run of %s has the same trace when nobody looks for situations',
  async (name) => {
    const program = await prepare(kvSuite, kvSuite.reference);
    const test = kvSuite.cases.find((one) => one.name === name)!;
    const run = { suite: kvSuite, program, seed: 1 };
    const seen = await runCase(test, run);
    const unseen = await runCase(test, {
      ...run,
      hears: (observer: object) => !(observer instanceof SituationDetector),
    });
    expect(seen.situations).not.toEqual([]);
    expect(unseen.situations).toEqual([]);
    expect(unseen.hash).toBe(seen.hash);
  },
);
