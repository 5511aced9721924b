import { describe, it } from 'vitest';
import { Repeats } from '../../suite/ledgers/repeats.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const places = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i}@1`).join(' ');
const all = (last: number) => `S1→S2 AppendEntries t1 prev=0@0 [${places(1, last)}] commit=0`;

describe('Repeats', () => {
  const tell = () => {
    const story = new Story();
    return story.listen(new Repeats(story.run));
  };

  it('takes what is new, and what was not acknowledged, however often', () => {
    const story = tell();
    for (let i = 0; i < 20; i++) story.call(all(40));
    story.exchange(all(40), 'ok t1');
    for (let last = 41; last < 60; last++) {
      story.exchange(`S1→S2 AppendEntries t1 prev=${last - 1}@1 [${last}@1] commit=0`, 'ok t1');
    }
  });

  it('takes a start from the beginning after a rejection, each time, and in a new term', () => {
    const story = tell();
    story.exchange(all(40), 'ok t1');
    for (let i = 0; i < 20; i++) {
      story.exchange('S1→S2 AppendEntries t1 prev=40@1 [] commit=0', 'rejected t1');
      story.exchange(all(40), 'ok t1');
    }
    for (let i = 0; i < 20; i++) {
      story.call(`S1→S2 AppendEntries t${2 + i} prev=0@0 [${places(1, 40)}] commit=0`);
    }
  });

  it('takes an acknowledgement that comes late, until the next one', () => {
    const story = tell();
    const late = story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
    story.handle(late, 'ok t1');
    story.exchange(all(40), 'ok t1');
    story.arrive(late);
    for (let i = 0; i < 20; i++) story.call(all(40));
  });

  it('objects to the whole log with message after message', () => {
    const story = tell();
    const resend = () => {
      for (let i = 0; i < 20; i++) story.exchange(all(40), 'ok t1');
    };
    expectViolation(
      resend,
      rules.SEND_WHAT_IS_MISSING,
      'S2 acknowledged the entries up to 40 to S1',
      'it is sent 40 of them again',
      '6 such messages with 240 entries, where 40 are all',
    );
  });
});
