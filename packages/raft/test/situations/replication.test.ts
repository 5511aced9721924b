import { describe, expect, it } from 'vitest';
import type { Story } from '../story.ts';
import { situationsIn } from './situations-in.ts';

const begin = (story: Story) =>
  story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');

describe('short-append-after-long', () => {
  const tell = (line: string) => (story: Story) => {
    begin(story);
    story.exchange(line, 'ok t1');
  };

  it('is seen when the log has more from that leader', () => {
    const short = 'S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0';
    expect(situationsIn(tell(short))).toEqual(['short-append-after-long']);
  });

  it('is not seen for the same again, a heartbeat, or a later leader', () => {
    expect(situationsIn(tell('S1→S2 AppendEntries t1 prev=1@1 [2@1] commit=0'))).toEqual([]);
    expect(situationsIn(tell('S1→S2 AppendEntries t1 prev=1@1 [] commit=0'))).toEqual([]);
    expect(situationsIn(tell('S3→S2 AppendEntries t2 prev=0@0 [1@1] commit=0'))).toEqual([]);
  });
});

describe('conflict-inside-batch', () => {
  const tell = (line: string) => (story: Story) => {
    begin(story);
    story.exchange(line, 'ok t2');
  };

  it('is seen when the second entry is the first that conflicts', () => {
    const batch = 'S3→S2 AppendEntries t2 prev=0@0 [1@1 2@2] commit=0';
    expect(situationsIn(tell(batch))).toEqual(['conflict-inside-batch']);
  });

  it('is not seen when the first one conflicts, or none', () => {
    expect(situationsIn(tell('S3→S2 AppendEntries t2 prev=1@1 [2@2] commit=0'))).toEqual([]);
    expect(situationsIn(tell('S3→S2 AppendEntries t2 prev=0@0 [1@1 2@1] commit=0'))).toEqual([]);
  });
});

describe('several-terms-cut', () => {
  const tell = (line: string) => (story: Story) => {
    begin(story);
    story.exchange('S3→S2 AppendEntries t2 prev=2@1 [3@2] commit=0', 'ok t2');
    story.exchange(line, 'ok t3');
  };

  it('is seen when entries of two terms go', () => {
    const cut = 'S1→S2 AppendEntries t3 prev=1@1 [2@3] commit=0';
    expect(situationsIn(tell(cut))).toContain('several-terms-cut');
  });

  it('is not seen when those of one term go', () => {
    const cut = 'S1→S2 AppendEntries t3 prev=2@1 [3@3] commit=0';
    expect(situationsIn(tell(cut))).not.toContain('several-terms-cut');
  });
});

describe('late-rejection', () => {
  const tell = (late: boolean) => (story: Story) => {
    const early = story.call('S1→S2 AppendEntries t1 prev=2@1 [3@1] commit=0');
    story.handle(early, 'rejected t1');
    if (!late) story.arrive(early);
    begin(story);
    if (late) story.arrive(early);
  };

  it('is seen when the follower has acknowledged that entry meanwhile', () => {
    expect(situationsIn(tell(true))).toEqual(['late-rejection']);
  });

  it('is not seen when it comes in order', () => {
    expect(situationsIn(tell(false))).toEqual([]);
  });

  it('is not seen when it is of an earlier reign', () => {
    const old = (story: Story) => {
      const early = story.call('S1→S2 AppendEntries t1 prev=2@1 [3@1] commit=0');
      story.handle(early, 'rejected t1');
      story.exchange('S1→S2 AppendEntries t3 prev=0@0 [1@1 2@1] commit=0', 'ok t3');
      story.arrive(early);
    };
    expect(situationsIn(old)).toEqual([]);
  });
});

describe('acknowledged-by-the-dead', () => {
  const tell = (entries: string, crash: boolean) => (story: Story) => {
    const request = story.call(`S1→S2 AppendEntries t1 prev=0@0 [${entries}] commit=0`);
    story.handle(request, 'ok t1');
    if (crash) story.crash('S2');
    story.arrive(request);
  };

  it('is seen when the follower is down, or back again', () => {
    expect(situationsIn(tell('1@1', true))).toEqual(['acknowledged-by-the-dead']);
    const back = (story: Story) => {
      const request = story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0');
      story.handle(request, 'ok t1');
      story.crash('S2');
      story.boot('S2');
      story.arrive(request);
    };
    expect(situationsIn(back)).toEqual(['acknowledged-by-the-dead']);
  });

  it('is not seen for a heartbeat, or when the follower lives', () => {
    expect(situationsIn(tell('', true))).toEqual([]);
    expect(situationsIn(tell('1@1', false))).toEqual([]);
  });
});
