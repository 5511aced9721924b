import { describe, expect, it } from 'vitest';
import { Applies } from '../../suite/ledgers/applies.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Applies', () => {
  const tell = () => {
    const story = new Story();
    const applies = new Applies(story.run);
    story.listen(applies);
    for (const server of story.run.servers) story.boot(server);
    story.start('S1', 'a', 1, 1);
    story.start('S1', 'b', 2, 1);
    story.start('S2', 'b', 0, 1);
    return { story, applies };
  };

  it('takes the same commands in the same order on all, again after a crash', () => {
    const { story, applies } = tell();
    for (const server of ['S1', 'S2']) {
      story.apply(server, 1, 'a');
      story.apply(server, 2, 'b');
    }
    expect(applies.count(2)).toBe(2);
    story.crash('S2');
    expect(applies.count(2)).toBe(1);
    story.boot('S2');
    story.apply('S2', 1, 'a');
    expect(applies.lastApplied('S2')).toBe(1);
    expect(applies.at(2)?.command).toBe('b');
  });

  it('objects to different commands at one index (State Machine Safety)', () => {
    const { story } = tell();
    story.apply('S1', 1, 'a');
    const apply = () => story.apply('S2', 1, 'b');
    expectViolation(apply, rules.STATE_MACHINE_SAFETY, 'S1 applied "a"', 'S2 applied "b"');
  });

  it('objects to an entry that is skipped, repeated or out of order', () => {
    const { story } = tell();
    const skip = () => story.apply('S1', 2, 'b');
    expectViolation(skip, rules.APPLY_IN_ORDER, 'S1 applied entry 2', 'the next is 1');
    story.apply('S1', 1, 'a');
    expectViolation(() => story.apply('S1', 1, 'a'), rules.APPLY_IN_ORDER, 'the next is 2');
  });

  it('objects to a command that is applied more often than start() accepted it', () => {
    const { story } = tell();
    story.apply('S1', 1, 'a');
    const twice = () => story.apply('S1', 2, 'a');
    expectViolation(twice, rules.STATE_MACHINE_SAFETY, '"a" was applied as entry 1 and 2', 'once');
    const never = () => story.apply('S2', 3, 'z');
    expectViolation(never, rules.APPLY_IN_ORDER, 'the next is 1');
  });
});
