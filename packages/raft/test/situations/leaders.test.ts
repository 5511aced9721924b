import { describe, expect, it } from 'vitest';
import type { Story } from '../story.ts';
import { situationsIn } from './situations-in.ts';

describe('two-leaders-are-followed', () => {
  const tell = (entries: string, answeredLate: boolean) => (story: Story) => {
    story.call('S1→S3 AppendEntries t1 prev=0@0 [] commit=0');
    const elect = () => story.call('S3→S1 AppendEntries t2 prev=0@0 [] commit=0');
    if (!answeredLate) elect();
    const request = story.call(`S1→S2 AppendEntries t1 prev=0@0 [${entries}] commit=0`);
    story.deliver(request);
    if (answeredLate) elect();
    story.respond(request, 'ok t1');
  };

  it('is seen when a follower of the earlier one takes entries', () => {
    expect(situationsIn(tell('1@1', false))).toContain('two-leaders-are-followed');
  });

  it('is not seen for a heartbeat, or when only the answer is late', () => {
    expect(situationsIn(tell('', false))).not.toContain('two-leaders-are-followed');
    expect(situationsIn(tell('1@1', true))).not.toContain('two-leaders-are-followed');
  });
});

describe('re-elected-over-loss', () => {
  const tell = (between: (story: Story) => void) => (story: Story) => {
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    between(story);
    story.call('S1→S2 AppendEntries t3 prev=1@1 [] commit=0');
  };
  const replace = (story: Story) =>
    story.exchange('S3→S2 AppendEntries t2 prev=1@1 [2@2] commit=0', 'ok t2');

  it('is seen when a leader between has replaced what the follower acknowledged', () => {
    expect(situationsIn(tell(replace))).toContain('re-elected-over-loss');
  });

  it('is not seen when nothing was replaced, or when the leader has forgotten it in a crash', () => {
    const refuse = (story: Story) =>
      story.exchange('S3→S2 AppendEntries t2 prev=2@2 [] commit=0', 'rejected t2');
    const crash = (story: Story) => {
      replace(story);
      story.crash('S1');
      story.boot('S1');
    };
    expect(situationsIn(tell(refuse))).not.toContain('re-elected-over-loss');
    expect(situationsIn(tell(crash))).not.toContain('re-elected-over-loss');
  });
});

describe('old-reply-after-re-election', () => {
  const tell = (reply: string, late: boolean) => (story: Story) => {
    const request = story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
    story.handle(request, reply);
    if (!late) story.arrive(request);
    story.call('S1→S2 AppendEntries t3 prev=0@0 [] commit=0');
    if (late) story.arrive(request);
  };

  it('is seen when the leader leads a later term by then', () => {
    expect(situationsIn(tell('ok t1', true))).toContain('old-reply-after-re-election');
  });

  it('is not seen when it comes in time, or is a rejection', () => {
    expect(situationsIn(tell('ok t1', false))).not.toContain('old-reply-after-re-election');
    expect(situationsIn(tell('rejected t2', true))).not.toContain('old-reply-after-re-election');
  });
});

describe('old-leader-after-restart', () => {
  const tell = (crash: boolean, term: number) => (story: Story) => {
    story.exchange('S3→S2 AppendEntries t2 prev=0@0 [] commit=0', 'ok t2');
    if (crash) story.crash('S2');
    if (crash) story.boot('S2');
    story.deliver(story.call(`S1→S2 AppendEntries t${term} prev=0@0 [] commit=0`));
  };

  it('is seen when it had left that term before it crashed', () => {
    expect(situationsIn(tell(true, 1))).toContain('old-leader-after-restart');
  });

  it('is not seen without a crash, or from a later leader', () => {
    expect(situationsIn(tell(false, 1))).not.toContain('old-leader-after-restart');
    expect(situationsIn(tell(true, 2))).not.toContain('old-leader-after-restart');
    expect(situationsIn(tell(true, 3))).not.toContain('old-leader-after-restart');
  });
});

describe('Figure 7', () => {
  /** S1 leads term 1; S2 has what it sent, S3 only the first entry. */
  const begin = (story: Story) => {
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    story.exchange('S1→S3 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
  };

  it('(d) is seen when a follower has more, of a later term than the leader’s last', () => {
    const tell = (story: Story) => {
      story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
      story.exchange('S3→S2 AppendEntries t2 prev=1@1 [2@2] commit=0', 'ok t2');
      story.call('S1→S3 RequestVote t4 last=1@1');
      story.call('S1→S3 AppendEntries t4 prev=1@1 [] commit=0');
    };
    expect(situationsIn(tell)).toContain('figure-7-d');
    expect(situationsIn(tell)).not.toContain('figure-7-e');
  });

  it('(c), more of the same term, is too common to be told', () => {
    const tell = (story: Story) => {
      begin(story);
      story.call('S3→S1 RequestVote t2 last=1@1');
      story.call('S3→S1 AppendEntries t2 prev=1@1 [] commit=0');
    };
    expect(situationsIn(tell)).toEqual([]);
  });

  it('(e) is seen when a follower lacks entries and has others instead', () => {
    const tell = (story: Story) => {
      begin(story);
      story.exchange('S3→S1 AppendEntries t2 prev=1@1 [2@2] commit=0', 'ok t2');
      story.call('S1→S3 RequestVote t3 last=2@2');
      story.call('S1→S3 AppendEntries t3 prev=2@2 [] commit=0');
    };
    expect(situationsIn(tell)).toEqual(['figure-7-e']);
  });

  it('is not seen when nobody knows where the leader’s log ends', () => {
    const tell = (story: Story) => {
      begin(story);
      story.call('S3→S1 AppendEntries t2 prev=0@0 [] commit=0');
    };
    expect(situationsIn(tell)).toEqual([]);
  });

  it('is not seen when nobody knows where the logs part, behind a snapshot', () => {
    const tell = (story: Story) => {
      begin(story);
      const snapshot = '[1@1 2@1 3@2 4@2]';
      story.exchange(`S3→S2 InstallSnapshot t2 last=4@2 ${snapshot}`, 'ok t2');
      story.call('S1→S3 RequestVote t3 last=2@1');
      story.call('S1→S3 AppendEntries t3 prev=2@1 [] commit=0');
    };
    expect(situationsIn(tell)).toEqual([]);
  });

  it('is not seen when all logs are the same', () => {
    const tell = (story: Story) => {
      begin(story);
      story.exchange('S1→S3 AppendEntries t1 prev=1@1 [2@1] commit=0', 'ok t1');
      story.call('S3→S1 RequestVote t2 last=2@1');
      story.call('S3→S1 AppendEntries t2 prev=2@1 [] commit=0');
    };
    expect(situationsIn(tell)).toEqual([]);
  });
});
