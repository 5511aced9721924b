import { describe, expect, it } from 'vitest';
import type { Story } from '../story.ts';
import { situationsIn } from './situations-in.ts';

describe('vote-split', () => {
  const first = (story: Story) => story.exchange('S1→S3 RequestVote t1 last=0@0', 'granted t1');

  it('is seen when two candidates of four have two votes each', () => {
    const tell = (story: Story) => {
      first(story);
      story.exchange('S2→S4 RequestVote t1 last=0@0', 'granted t1');
    };
    expect(situationsIn(tell, { size: 4 })).toEqual(['vote-split']);
  });

  it('is not seen while a vote that would decide is left', () => {
    const tell = (story: Story) => {
      first(story);
      story.exchange('S2→S4 RequestVote t1 last=0@0', 'refused t1');
    };
    expect(situationsIn(tell, { size: 4 })).toEqual([]);
  });

  it('is not seen when everybody has voted, and one has a majority', () => {
    const tell = (story: Story) => {
      first(story);
      story.exchange('S1→S4 RequestVote t1 last=0@0', 'granted t1');
      story.exchange('S2→S5 RequestVote t1 last=0@0', 'granted t1');
    };
    expect(situationsIn(tell, { size: 5 })).toEqual([]);
  });
});

describe('candidate-meets-leader', () => {
  const meet = (stood: number) => (story: Story) => {
    story.call(`S2→S3 RequestVote t${stood} last=0@0`);
    story.exchange('S1→S2 AppendEntries t2 prev=0@0 [] commit=0', 'ok t2');
  };

  it('is seen when the leader is of the term in which it stands', () => {
    expect(situationsIn(meet(2))).toEqual(['candidate-meets-leader']);
  });

  it('is not seen when the leader is of a later term', () => {
    expect(situationsIn(meet(1))).toEqual([]);
  });

  it('is not seen when the candidate has moved on', () => {
    const tell = (story: Story) => {
      story.call('S2→S3 RequestVote t2 last=0@0');
      story.exchange('S3→S2 RequestVote t3 last=0@0', 'granted t3');
      story.exchange('S1→S2 AppendEntries t2 prev=0@0 [] commit=0', 'rejected t3');
    };
    expect(situationsIn(tell)).toEqual([]);
  });
});

describe('vote-for-shorter-log', () => {
  const vote = (last: string, reply: string) => (story: Story) => {
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    story.exchange(`S3→S2 RequestVote t3 last=${last}`, reply);
  };

  it('is seen when the last term decides', () => {
    expect(situationsIn(vote('1@2', 'granted t3'))).toEqual(['vote-for-shorter-log']);
  });

  it('is not seen for a log of the same length, or without the vote', () => {
    expect(situationsIn(vote('2@2', 'granted t3'))).toEqual([]);
    expect(situationsIn(vote('1@1', 'refused t3'))).toEqual([]);
  });

  it('is not seen when a crash leaves unknown what the voter has', () => {
    const tell = (crashes: boolean) => (story: Story) => {
      story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
      const replaces = story.call('S3→S2 AppendEntries t2 prev=0@0 [1@2] commit=0');
      if (crashes) story.deliver(replaces);
      story.crash('S2');
      story.boot('S2');
      story.exchange('S3→S2 RequestVote t3 last=1@2', 'granted t3');
    };
    expect(situationsIn(tell(true))).toEqual([]);
    expect(situationsIn(tell(false))).toEqual(['vote-for-shorter-log']);
  });
});

describe('majority-too-late', () => {
  const tell = (late: boolean) => (story: Story) => {
    const vote = story.call('S1→S2 RequestVote t1 last=0@0');
    story.handle(vote, 'granted t1');
    if (!late) story.arrive(vote);
    story.call('S1→S2 RequestVote t2 last=0@0');
    if (late) story.arrive(vote);
  };

  it('is seen when the candidate stands in a later term by then', () => {
    expect(situationsIn(tell(true))).toContain('majority-too-late');
  });

  it('is not seen when the vote comes in its term, or makes no majority', () => {
    expect(situationsIn(tell(false))).toEqual([]);
    expect(situationsIn(tell(true), { size: 5 })).not.toContain('majority-too-late');
  });
});

describe('vote-for-earlier-election', () => {
  const tell = (then: string) => (story: Story) => {
    const vote = story.call('S1→S2 RequestVote t1 last=0@0');
    story.handle(vote, 'granted t1');
    story.call(then);
    story.arrive(vote);
  };

  it('is seen when the candidate stands again by then', () => {
    const seen = situationsIn(tell('S1→S3 RequestVote t2 last=0@0'), { size: 5 });
    expect(seen).toEqual(['vote-for-earlier-election']);
  });

  it('is not seen when it stands no more, or leads', () => {
    const follow = (story: Story) => {
      const vote = story.call('S1→S2 RequestVote t1 last=0@0');
      story.handle(vote, 'granted t1');
      story.exchange('S3→S1 AppendEntries t2 prev=0@0 [] commit=0', 'ok t2');
      story.arrive(vote);
    };
    expect(situationsIn(follow, { size: 5 })).toEqual([]);
    expect(situationsIn(tell('S1→S3 AppendEntries t2 prev=0@0 [] commit=0'), { size: 5 })).toEqual(
      [],
    );
  });
});

describe('vote-of-the-dead', () => {
  const tell = (crash: 'before' | 'after' | 'never') => (story: Story) => {
    const vote = story.call('S1→S2 RequestVote t1 last=0@0');
    const restart = () => {
      story.crash('S2');
      story.boot('S2');
    };
    if (crash === 'before') restart();
    story.handle(vote, 'granted t1');
    if (crash === 'after') restart();
    story.arrive(vote);
  };

  it('is seen when the voter has crashed in between', () => {
    expect(situationsIn(tell('after'))).toContain('vote-of-the-dead');
  });

  it('is not seen when it has not, or before it voted', () => {
    expect(situationsIn(tell('never'))).not.toContain('vote-of-the-dead');
    expect(situationsIn(tell('before'))).not.toContain('vote-of-the-dead');
  });
});

describe('vote-given-twice', () => {
  const tell = (again: string, reply: string) => (story: Story) => {
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    story.exchange(again, reply);
  };

  it('is seen when the candidate asks and gets it once more', () => {
    const again = tell('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    expect(situationsIn(again)).toEqual(['vote-given-twice']);
  });

  it('is not seen when it is refused, or for another term', () => {
    expect(situationsIn(tell('S1→S2 RequestVote t1 last=0@0', 'refused t1'))).toEqual([]);
    expect(situationsIn(tell('S1→S2 RequestVote t2 last=0@0', 'granted t2'))).toEqual([]);
  });
});

describe('vote-for-the-dead', () => {
  const tell = (reply: string, crash: boolean) => (story: Story) => {
    const request = story.call('S1→S2 RequestVote t1 last=0@0');
    if (crash) story.crash('S1');
    story.handle(request, reply);
  };

  it('is seen when the candidate has crashed before it gets the vote', () => {
    expect(situationsIn(tell('granted t1', true))).toEqual(['vote-for-the-dead']);
  });

  it('is not seen when it lives, or gets no vote', () => {
    expect(situationsIn(tell('granted t1', false))).toEqual([]);
    expect(situationsIn(tell('refused t1', true))).toEqual([]);
  });
});

describe('asked-again-after-restart', () => {
  const tell = (again: string, crash: boolean) => (story: Story) => {
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    if (crash) story.crash('S2');
    if (crash) story.boot('S2');
    story.exchange(again, 'refused t1');
  };

  it('is seen when another candidate of that term asks', () => {
    const again = tell('S3→S2 RequestVote t1 last=0@0', true);
    expect(situationsIn(again)).toEqual(['asked-again-after-restart']);
  });

  it('is not seen without a crash, from the same candidate, or in another term', () => {
    expect(situationsIn(tell('S3→S2 RequestVote t1 last=0@0', false))).toEqual([]);
    expect(situationsIn(tell('S1→S2 RequestVote t1 last=0@0', true))).toEqual([]);
    expect(situationsIn(tell('S3→S2 RequestVote t2 last=0@0', true))).toEqual([]);
  });
});
