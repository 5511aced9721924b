import { describe, it } from 'vitest';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import { LogTree } from '../../suite/ledgers/log-tree.ts';
import { Reigns } from '../../suite/ledgers/reigns.ts';
import { Commits } from '../../suite/ledgers/commits.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Commits', () => {
  const tell = (size = 3) => {
    const story = new Story(size);
    const tree = new LogTree(story.run, new Leaders(story.run));
    const reigns = new Reigns(story.run, tree);
    return story.listen(tree, reigns, new Commits(story.run, reigns));
  };

  it('takes a commit of an entry of the leader’s term that a majority acknowledged', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    story.apply('S1', 1, 'command of 1@1');
    story.exchange('S1→S2 AppendEntries t1 prev=2@1 [] commit=2', 'ok t1');
    story.apply('S2', 2, 'command of 2@1');
    // S2 inherits what it knew as a follower.
    story.call('S2→S3 AppendEntries t2 prev=2@1 [] commit=2');
  });

  it('objects to a commit before a majority has acknowledged, in replies that have come', () => {
    const story = tell();
    const sent = story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0');
    story.deliver(sent);
    story.respond(sent, 'ok t1');
    expectViolation(
      () => story.call('S1→S3 AppendEntries t1 prev=0@0 [1@1] commit=1'),
      rules.COMMIT_RULE,
      'S1 takes entry 1 for committed, but the last that it can know to be committed is 0',
      'In term 1 it knows of 1 of 3 servers that hold it, by replies that it has got: S1 itself.',
      'A leader commits what a majority, 2 of 3, holds',
    );
    expectViolation(() => story.apply('S1', 1, 'c'), rules.COMMIT_RULE, 'S1 applied entry 1');
    story.arrive(sent);
    story.apply('S1', 1, 'c');
  });

  it('objects to Figure 8 (c): an entry of an earlier term, counted on a majority', () => {
    const story = tell(5);
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
    story.call('S1→S2 AppendEntries t2 prev=1@1 [2@2] commit=0');
    // S1 again, in term 4: entry 2@2 reaches S2 and S3, then 3@4 only S2.
    story.exchange('S1→S2 AppendEntries t4 prev=1@1 [2@2] commit=0', 'ok t4');
    story.exchange('S1→S3 AppendEntries t4 prev=0@0 [1@1 2@2] commit=0', 'ok t4');
    story.exchange('S1→S2 AppendEntries t4 prev=2@2 [3@4] commit=0', 'ok t4');
    expectViolation(
      () => story.call('S1→S2 AppendEntries t4 prev=3@4 [] commit=2'),
      rules.COMMIT_RULE,
      'it knows of 3 of 5 servers that hold it, by replies that it has got: S1 itself, S2 up to 3',
      "the entry is 2@2: only entries of the leader's own term, 4,",
      'the first is entry 3',
      'Figure 8',
    );
    // (e): once 3@4 is on a majority, all is committed.
    story.exchange('S1→S3 AppendEntries t4 prev=2@2 [3@4] commit=0', 'ok t4');
    story.call('S1→S2 AppendEntries t4 prev=3@4 [] commit=3');
  });

  it('objects to a follower that commits beyond the last new entry', () => {
    const story = tell();
    story.deliver(story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=0'));
    story.exchange('S3→S1 AppendEntries t2 prev=1@1 [2@2] commit=0', 'ok t2');
    story.deliver(story.call('S3→S2 AppendEntries t2 prev=1@1 [] commit=2'));
    story.apply('S2', 1, 'command of 1@1');
    expectViolation(
      () => story.apply('S2', 2, 'command of 2@1'),
      rules.FOLLOWER_COMMIT,
      'S2 applied entry 2',
      'only speaks of entries up to 1: S3→S2 AppendEntries t2 prev=1@1 [] commit=2',
    );
  });

  it('takes what a follower tells in any reply, once it has accepted it', () => {
    const story = tell();
    const lost = story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0');
    story.handle(lost, 'ok t1');
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [] commit=0', 'ok t1');
    story.apply('S1', 2, 'command of 2@1');
  });

  it('takes what a follower remembers of leaderCommit when the entries come later', () => {
    const story = tell();
    const late = story.call('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0');
    story.exchange('S1→S3 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    story.deliver(story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=2'));
    expectViolation(() => story.apply('S2', 1, 'c'), rules.FOLLOWER_COMMIT, 'entries up to 0');
    story.deliver(late);
    story.apply('S2', 2, 'command of 2@1');
  });

  it('takes a snapshot that came for committed, across a crash, and objects to one that did not', () => {
    const story = tell();
    const snapshot = { kind: 'snapshot', index: 2, term: 1, data: new Uint8Array() };
    const apply = () => story.applyAny('S3', snapshot);
    expectViolation(apply, rules.COMMIT_RULE, 'S3 applied a snapshot up to entry 2');
    const send = 'S1→S3 InstallSnapshot t1 last=2@1 [1@1 2@1]';
    expectViolation(() => story.call(send), rules.COMMIT_RULE, send.split(' [')[0]!);
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    story.exchange(send, 'ok t1');
    apply();
    story.crash('S3');
    story.boot('S3');
    story.call('S3→S1 InstallSnapshot t2 last=2@1 [1@1 2@1]');
  });

  it('says what does not count: acknowledgements of an earlier term', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    story.call('S1→S2 AppendEntries t3 prev=2@1 [3@3] commit=2');
    const late = story.call('S1→S2 AppendEntries t1 prev=2@1 [3@1] commit=0');
    story.handle(late, 'ok t1');
    story.arrive(late);
    expectViolation(
      () => story.call('S1→S2 AppendEntries t3 prev=3@3 [] commit=3'),
      rules.COMMIT_RULE,
      'In term 3 it knows of 1 of 3 servers',
      'What S2 acknowledged in term 1, up to 3, does not count',
    );
  });

  it('objects to a commit of what only a rejected request has spoken of', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=0', 'ok t1');
    story.apply('S1', 3, 'command of 3@1');
    story.exchange('S1→S3 AppendEntries t1 prev=2@1 [3@1] commit=3', 'rejected t1');
    story.deliver(story.call('S1→S3 AppendEntries t1 prev=0@0 [1@1] commit=3'));
    story.apply('S3', 1, 'command of 1@1');
    expectViolation(() => story.apply('S3', 2, 'x'), rules.FOLLOWER_COMMIT, 'S3 applied entry 2');
  });
});
