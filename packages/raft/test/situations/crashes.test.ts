import { describe, expect, it } from 'vitest';
import type { Story } from '../story.ts';
import { situationsIn } from './situations-in.ts';

/** S2 is at a request, saves, maybe answers, and crashes, all in one event. */
const handled = (line: string, { saves = true, reply = '' } = {}) =>
  situationsIn((story) => {
    const request = story.call(line);
    story.together(() => {
      story.deliver(request);
      if (saves) story.save('S2');
      if (reply) story.respond(request, reply);
      story.crash('S2');
    });
  });

describe.each([
  ['crash-between-save-and-vote', 'S1→S2 RequestVote t1 last=0@0', 'granted t1'],
  ['crash-between-save-and-reply', 'S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1'],
])('%s', (id, line, reply) => {
  it('is seen when no reply follows the save', () => {
    expect(handled(line)).toEqual([id]);
  });

  it('is not seen before the save, after the reply, or in a later event', () => {
    expect(handled(line, { saves: false })).toEqual([]);
    expect(handled(line, { reply })).toEqual([]);
    const later = (story: Story) => {
      const request = story.call(line);
      story.together(() => {
        story.deliver(request);
        story.save('S2');
      });
      story.crash('S2');
    };
    expect(situationsIn(later)).toEqual([]);
  });
});

it('a heartbeat brings nothing that could be lost between save and reply', () => {
  expect(handled('S1→S2 AppendEntries t1 prev=0@0 [] commit=0')).toEqual([]);
});

describe.each([
  ['crash-while-asking-for-votes', 'RequestVote t1 last=0@0'],
  ['crash-while-announcing', 'AppendEntries t1 prev=0@0 [] commit=0'],
])('%s', (id, call) => {
  const sent = (...receivers: string[]) =>
    situationsIn((story) =>
      story.together(() => {
        for (const to of receivers) story.call(`S1→${to} ${call}`);
        story.crash('S1');
      }),
    );

  it('is seen when one of two was called', () => {
    expect(sent('S2')).toEqual([id]);
  });

  it('is not seen when both were, or none', () => {
    expect(sent('S2', 'S3')).toEqual([]);
    expect(sent()).toEqual([]);
  });
});

it('crash-while-announcing is about the first heartbeats, not those that follow', () => {
  const tell = (story: Story) => {
    story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
    story.together(() => {
      story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
      story.crash('S1');
    });
  };
  expect(situationsIn(tell)).toEqual([]);
});

describe('crash-between-calls', () => {
  const told = (starts: boolean, ...receivers: string[]) =>
    situationsIn((story) => {
      story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
      story.together(() => {
        if (starts) story.invoke('S1', 'c');
        for (const to of receivers) story.call(`S1→${to} AppendEntries t1 prev=0@0 [1@1] commit=0`);
        story.crash('S1');
      });
    });

  it('is seen when the new entry went to one of two', () => {
    expect(told(true, 'S2')).toEqual(['crash-between-calls']);
  });

  it('is not seen when it went to both, or to none, or is an old one', () => {
    expect(told(true, 'S2', 'S3')).toEqual([]);
    expect(told(true)).toEqual([]);
    expect(told(false, 'S2')).toEqual([]);
  });
});

describe('crash-between-applies', () => {
  const applies = (count: number) =>
    situationsIn((story) => {
      const request = story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=2');
      story.together(() => {
        story.deliver(request);
        for (let index = 1; index <= count; index++) story.apply('S2', index, `c${index}`);
        story.crash('S2');
      });
    });

  it('is seen when the first of two was applied', () => {
    expect(applies(1)).toEqual(['crash-between-applies']);
  });

  it('is not seen when all were, or none', () => {
    expect(applies(2)).toEqual([]);
    expect(applies(0)).toEqual([]);
  });
});

describe('unanswered-start-commits', () => {
  const started = (end: (story: Story) => void, applied: string) =>
    situationsIn((story) => {
      story.together(() => {
        story.invoke('S1', 'c');
        end(story);
        story.crash('S1');
      });
      story.apply('S2', 1, applied);
    });

  it('is seen when the command is applied after all', () => {
    const seen = started((story) => story.save('S1'), 'c');
    expect(seen).toEqual(['unanswered-start-commits']);
  });

  it('is not seen when it was never saved, was answered, or another is applied', () => {
    const answer = (story: Story) => {
      story.save('S1');
      story.start('S1', 'c', 1, 1);
    };
    expect(started(() => {}, 'c')).toEqual([]);
    expect(started(answer, 'c')).toEqual([]);
    expect(started((story) => story.save('S1'), 'd')).toEqual([]);
  });
});

describe('request-reaches-next-incarnation', () => {
  const tell = (late: boolean) => (story: Story) => {
    const early = story.call('S1→S2 RequestVote t1 last=0@0');
    story.crash('S2');
    story.boot('S2');
    story.deliver(late ? early : story.call('S1→S2 RequestVote t2 last=0@0'));
  };

  it('is seen when it was sent before the crash', () => {
    expect(situationsIn(tell(true))).toEqual(['request-reaches-next-incarnation']);
  });

  it('is not seen when it was sent to this one', () => {
    expect(situationsIn(tell(false))).toEqual([]);
  });
});
