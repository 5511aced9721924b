import type { Plain } from 'harness';
import { describe, expect, it } from 'vitest';
import { openLedgers } from '../../suite/ledgers/index.ts';
import type { Question } from '../../suite/ledgers/promises.ts';
import { describeCall } from '../../suite/notation.ts';
import * as rules from '../../suite/properties.ts';
import { Story } from '../story.ts';

/** A disk that answers each question as the story wants, and all that it was asked. */
class Disks {
  readonly asked: string[] = [];
  readonly #tasks: (() => void | Promise<void>)[] = [];
  readonly #story: Story;
  /** As behind a pipe, where every answer takes its time. */
  readonly #isLate: boolean;
  reply: Plain = undefined;

  constructor(story: Story, isLate: boolean) {
    this.#story = story;
    this.#isLate = isLate;
  }

  readonly node = (address: string) => this.#story.node(address);
  readonly defer = (task: () => void | Promise<void>) => void this.#tasks.push(task);
  readonly probe = (server: string, _disk: unknown, questions: readonly Question[]) => {
    for (const { from, method, args } of questions) {
      this.asked.push(`${from}→${server} ${describeCall(method, args)}`);
    }
    const replies = questions.map(() => this.reply);
    return this.#isLate ? Promise.resolve(replies) : replies;
  };

  /** What the probes of the last event find. */
  async found(): Promise<string> {
    for (const task of this.#tasks.splice(0)) {
      try {
        await task();
      } catch (problem) {
        expect(problem).toMatchObject({ property: rules.PERSISTENT_STATE });
        return (problem as Error).message;
      }
    }
    return 'nothing';
  }
}

describe.each(['at once', 'late'])('Probes that are answered %s', (answered) => {
  const tell = () => {
    const story = new Story();
    const disks = new Disks(story, answered === 'late');
    story.listen(...openLedgers(story.run, { prober: disks }).all);
    for (const server of story.run.servers) story.boot(server);
    return { story, disks };
  };

  it('ask for the vote, from another candidate that cannot be refused', async () => {
    const { story, disks } = tell();
    const call = story.call('S1→S2 RequestVote t1 last=0@0');
    story.handle(call, 'granted t1');
    disks.reply = { term: 1, voteGranted: true };
    const found = await disks.found();
    expect(found).toContain('S1 asked for votes: S1→S2 RequestVote t1 last=0@0');
    expect(found).toContain('S2→S1 RequestVote t1 last=1000000@1 → granted t1');
    expect(await disks.found()).toBe('nothing'); // Only of what is left.
    expect(disks.asked).toEqual(['S2→S1 RequestVote t1 last=1000000@1']);

    const again = tell();
    again.story.handle(again.story.call('S1→S2 RequestVote t1 last=0@0'), 'granted t1');
    again.disks.reply = { term: 1, voteGranted: false };
    expect(await again.disks.found()).toBe('nothing');
    expect(again.disks.asked).toContain('S3→S2 RequestVote t1 last=1000000@1');
  });

  it('ask for the term, when no vote was given in it', async () => {
    const { story, disks } = tell();
    story.handle(story.call('S1→S2 RequestVote t1 last=0@0'), 'granted t1');
    await disks.found();
    story.handle(story.call('S3→S2 RequestVote t5 last=0@0'), 'refused t5');
    disks.asked.length = 0;
    disks.reply = { term: 4, voteGranted: false };
    expect(await disks.found()).toContain('is in term 5: S3→S2 RequestVote t5 last=0@0 → refused');
  });

  it('ask for the acknowledged entry, as the leader of the next term would', async () => {
    const { story, disks } = tell();
    story.elect('S1', 1, '0@0', 'S2');
    await disks.found();
    story.handle(story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0'), 'ok t1');
    disks.reply = { term: 2, success: false };
    const found = await disks.found();
    expect(found).toContain('S2 acknowledged entry 2@1 at');
    expect(found).toContain('right after this reply');
    expect(found).toContain('S1→S2 AppendEntries t2 prev=2@1 [] commit=0 → rejected t2');
  });

  it('ask for the last entry of an acknowledged snapshot that is not on disk', async () => {
    const { story, disks } = tell();
    story.elect('S1', 1, '0@0', 'S2');
    for (const index of [1, 2]) story.start('S1', `command of ${index}@1`, index, 1);
    story.exchange('S1→S3 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    for (const index of [1, 2]) story.apply('S1', index, `command of ${index}@1`);
    await disks.found();
    story.handle(story.call('S1→S2 InstallSnapshot t1 last=2@1 [1@1 2@1]'), 'ok t1');
    disks.reply = { term: 2, success: false };
    expect(await disks.found()).toContain('S2 acknowledged the snapshot up to 2@1 at');
    disks.asked.length = 0;
    story.save('S2', '1@1', '2@1');
    await disks.found();
    expect(disks.asked.filter((line) => line.includes('AppendEntries'))).toEqual([]);
  });

  it('take what is in a snapshot for held, and a disk in a later term for unknown', async () => {
    const { story, disks } = tell();
    story.elect('S1', 1, '0@0', 'S2');
    story.start('S1', 'command of 1@1', 1, 1);
    await disks.found();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
    disks.reply = { term: 9, success: false, voteGranted: false };
    expect(await disks.found()).toBe('nothing');
    story.apply('S1', 1, 'command of 1@1');
    await disks.found();
    disks.asked.length = 0;
    story.save('S2', '1@1');
    await disks.found();
    expect(disks.asked.filter((line) => line.includes('AppendEntries'))).toEqual([]);
  });

  it('ask the leader too, when it needs its own copy for a majority', async () => {
    const { story, disks } = tell();
    story.elect('S1', 1, '0@0', 'S2');
    story.start('S1', 'command of 1@1', 1, 1);
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
    await disks.found();
    disks.reply = { term: 2, success: false };
    story.apply('S1', 1, 'command of 1@1');
    expect(await disks.found()).toContain('S1 committed entry 1@1 as leader of term 1');
  });

  it('do not ask the leader when a majority of others holds it (group commit)', async () => {
    const { story, disks } = tell();
    story.elect('S1', 1, '0@0', 'S2');
    story.start('S1', 'command of 1@1', 1, 1);
    for (const follower of ['S2', 'S3']) {
      story.exchange(`S1→${follower} AppendEntries t1 prev=0@0 [1@1] commit=0`, 'ok t1');
    }
    await disks.found();
    disks.asked.length = 0;
    story.apply('S1', 1, 'command of 1@1');
    await disks.found();
    expect(disks.asked).toEqual([]);
  });

  it('judge nobody who does not answer at once', async () => {
    const { story, disks } = tell();
    story.handle(story.call('S1→S2 RequestVote t1 last=0@0'), 'granted t1');
    disks.reply = undefined;
    expect(await disks.found()).toBe('nothing');
  });
});
