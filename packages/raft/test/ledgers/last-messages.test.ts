import { describe, expect, it } from 'vitest';
import { LastMessages } from '../../suite/ledgers/last-messages.ts';
import { Story } from '../story.ts';

describe('LastMessages', () => {
  it('says what became of the last message from one server to another', () => {
    const story = new Story();
    const last = new LastMessages(story.run);
    story.listen(last);
    expect(last.describe('S1', 'S2')).toBe('S1→S2: never a message');
    const line = 'S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0';
    const message = story.call(line);
    expect(last.describe('S1', 'S2')).toBe(`${line} at 0.001 s (event 1): not arrived`);
    story.deliver(message);
    expect(last.describe('S1', 'S2')).toContain(': arrived, not answered');
    story.respond(message, 'ok t1');
    expect(last.describe('S1', 'S2')).toContain(': ok t1, which has not arrived');
    story.arrive(message);
    expect(last.describe('S1', 'S2')).toMatch(/: ok t1$/);
  });

  it('counts a duplicate as the message that it repeats', () => {
    const story = new Story();
    const last = new LastMessages(story.run);
    story.listen(last);
    const message = story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0');
    const duplicate = { ...message, id: message.id + 100, copyOf: message.id };
    last.delivered(duplicate);
    expect(last.describe('S1', 'S2')).toContain(': arrived, not answered');
    last.replied({ ...duplicate, reply: { term: 1, success: true } });
    expect(last.describe('S1', 'S2')).toMatch(/: ok t1$/);
  });
});
