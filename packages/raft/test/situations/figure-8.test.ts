import { describe, expect, it } from 'vitest';
import type { Story } from '../story.ts';
import { situationsIn } from './situations-in.ts';

/** (a): S1 leads term 2, and only S2 has its entry 2. (b): S5 takes another one in term 3. */
function begin(story: Story, { b = true } = {}): void {
  story.exchange('S1→S2 AppendEntries t2 prev=0@0 [1@1 2@2] commit=0', 'ok t2');
  story.call('S5→S4 RequestVote t3 last=1@1');
  if (b) story.start('S5', 'other', 2, 3);
}

/** (c): S1 leads term 4, and S2 and S3 acknowledge its entry 2. */
function untilC(story: Story): void {
  story.exchange('S1→S2 AppendEntries t4 prev=2@2 [] commit=0', 'ok t4');
  story.exchange('S1→S3 AppendEntries t4 prev=0@0 [1@1 2@2] commit=0', 'ok t4');
}

const tell = (...chapters: ((story: Story) => void)[]) =>
  situationsIn((story) => chapters.forEach((chapter) => chapter(story)), { size: 5 });

describe('figure-8-c', () => {
  it('is seen when the old entry is on a majority, and S5 has a later one', () => {
    expect(tell(begin, untilC)).toContain('figure-8-c');
  });

  it('is seen when S5 only shows it afterwards', () => {
    const show = (story: Story) => story.call('S5→S4 RequestVote t5 last=2@3');
    expect(tell((story) => begin(story, { b: false }), untilC, show)).toContain('figure-8-c');
  });

  it('is not seen without S5’s entry, without a majority, or with an own entry on it', () => {
    expect(tell((story) => begin(story, { b: false }), untilC)).not.toContain('figure-8-c');
    const two = (story: Story) =>
      story.exchange('S1→S2 AppendEntries t4 prev=2@2 [] commit=0', 'ok t4');
    expect(tell(begin, two)).not.toContain('figure-8-c');
    const own = (story: Story) => {
      story.exchange('S1→S2 AppendEntries t4 prev=2@2 [3@4] commit=0', 'ok t4');
      story.exchange('S1→S3 AppendEntries t4 prev=0@0 [1@1 2@2 3@4] commit=0', 'ok t4');
    };
    expect(tell(begin, own)).not.toContain('figure-8-c');
  });

  it('is not seen when the entry is committed', () => {
    const commit = (story: Story) => {
      story.apply('S1', 1, 'command of 1@1');
      story.apply('S1', 2, 'command of 2@2');
    };
    expect(tell(begin, commit, untilC)).not.toContain('figure-8-c');
    const show = (story: Story) => story.call('S5→S4 RequestVote t5 last=2@3');
    const late = tell((story) => begin(story, { b: false }), untilC, commit, show);
    expect(late).not.toContain('figure-8-c');
  });
});

describe('figure-8-d', () => {
  const overwrite = (server: string) => (story: Story) =>
    story.exchange(`S5→${server} AppendEntries t5 prev=1@1 [2@3] commit=0`, 'ok t5', {
      '2@3': 'other',
    });

  it('is seen when the entry goes, that a majority had', () => {
    expect(tell(begin, untilC, overwrite('S3'))).toContain('figure-8-d');
  });

  it('is not seen when no majority had it, or on a server that never did', () => {
    expect(tell(begin, overwrite('S2'))).not.toContain('figure-8-d');
    expect(tell(begin, untilC, overwrite('S4'))).not.toContain('figure-8-d');
  });
});

describe('figure-8-e', () => {
  const commit = (story: Story) => {
    for (const [i, command] of ['1@1', '2@2', '3@4'].entries()) {
      story.apply('S1', i + 1, `command of ${command}`);
    }
  };
  const own = (story: Story) => {
    story.exchange('S1→S2 AppendEntries t4 prev=2@2 [3@4] commit=0', 'ok t4');
    story.exchange('S1→S3 AppendEntries t4 prev=2@2 [3@4] commit=0', 'ok t4');
  };

  it('is seen when S1 commits the old entry with its own', () => {
    expect(tell(begin, untilC, own, commit)).toContain('figure-8-e');
  });

  it('is not seen when the old one was never on a majority without the own one', () => {
    const atOnce = (story: Story) => {
      story.exchange('S1→S2 AppendEntries t4 prev=2@2 [3@4] commit=0', 'ok t4');
      story.exchange('S1→S3 AppendEntries t4 prev=0@0 [1@1 2@2 3@4] commit=0', 'ok t4');
    };
    expect(tell(begin, atOnce, commit)).not.toContain('figure-8-e');
  });

  it('is not seen when a later leader commits it', () => {
    const later = (story: Story) => {
      const told = story.call('S2→S1 AppendEntries t5 prev=2@2 [3@5] commit=2');
      story.together(() => {
        story.deliver(told);
        for (const index of [1, 2]) story.apply('S1', index, `command of ${index}@${index}`);
        story.respond(told, 'ok t5');
      });
    };
    expect(tell(begin, untilC, later)).not.toContain('figure-8-e');
  });
});

describe('entry-outlives-leaders', () => {
  const reigns = (...others: [string, number][]) =>
    situationsIn((story) => {
      story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0');
      for (const [leader, term] of others) {
        story.call(`${leader}→S1 AppendEntries t${term} prev=0@0 [] commit=0`);
      }
      story.exchange('S1→S2 AppendEntries t9 prev=0@0 [1@1 2@9] commit=0', 'ok t9');
      story.apply('S1', 1, 'command of 1@1');
    });

  it('is seen when two others have led in between', () => {
    expect(reigns(['S2', 2], ['S3', 3])).toEqual(['entry-outlives-leaders']);
  });

  it('is not seen when one has, or the same server', () => {
    expect(reigns(['S2', 2])).toEqual([]);
    expect(reigns(['S2', 2], ['S1', 3])).toEqual([]);
  });
});
