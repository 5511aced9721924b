import { describe, expect, it } from 'vitest';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import { LogTree } from '../../suite/ledgers/log-tree.ts';
import { Reigns } from '../../suite/ledgers/reigns.ts';
import { Scene } from '../../suite/situations/scene.ts';
import { Story } from '../story.ts';

/** A scene, and what it tells its detectors. */
function open() {
  const story = new Story();
  const tree = new LogTree(story.run, new Leaders(story.run));
  const reigns = new Reigns(story.run, tree);
  const scene = new Scene(story.run, tree, reigns);
  const told: string[] = [];
  scene.watchedBy([
    {
      stood: ({ address, term }) => told.push(`${address} stands for term ${term}`),
      elected: ({ address }, { term }) => told.push(`${address} leads term ${term}`),
      cut: ({ at, terms }) => told.push(`terms ${terms.join()} from ${at} on are cut`),
      acknowledged: ({ acknowledged }) => told.push(`acknowledged ${[...acknowledged].join(' ')}`),
      committed: ({ address }, index) => told.push(`${address} commits ${index}`),
    },
  ]);
  story.listen(tree, reigns, scene);
  return { story, scene, told: () => told.splice(0) };
}

describe('the scene', () => {
  it('knows the highest term that a server has seen, in whatever message', () => {
    const { story, scene } = open();
    const terms = () => ['S1', 'S2', 'S3'].map((server) => scene.of(server).term);
    const asked = story.call('S1→S2 RequestVote t3 last=0@0');
    expect(terms()).toEqual([3, 0, 0]);
    story.deliver(asked);
    expect(terms()).toEqual([3, 3, 0]);
    story.exchange('S1→S3 RequestVote t3 last=0@0', 'refused t7');
    expect(terms()).toEqual([7, 3, 7]);
    story.exchange('S2→S3 AppendEntries t3 prev=0@0 [] commit=0', 'rejected t7');
    expect(terms()).toEqual([7, 7, 7]);
    story.exchange('S1→S2 AppendEntries t4 prev=0@0 [] commit=0', 'rejected t7');
    expect(terms()).toEqual([7, 7, 7]);
  });

  it('tells once of a candidate and of a leader, and what it led before', () => {
    const { story, scene, told } = open();
    for (const to of ['S2', 'S3']) story.call(`S1→${to} RequestVote t1 last=0@0`);
    for (const to of ['S2', 'S3']) story.call(`S1→${to} AppendEntries t1 prev=0@0 [] commit=0`);
    expect(told()).toEqual(['S1 stands for term 1', 'S1 leads term 1']);
    expect(scene.leadershipOf(scene.of('S1'))?.term).toBe(1);
    story.deliver(story.call('S2→S1 AppendEntries t2 prev=0@0 [] commit=0'));
    expect(scene.leadershipOf(scene.of('S1'))).toBeUndefined();
    story.call('S1→S2 AppendEntries t3 prev=0@0 [] commit=0');
    expect(scene.of('S1').earlier?.term).toBe(1);
    expect(told()).toEqual(['S2 leads term 2', 'S1 leads term 3']);
    story.call('S2→S3 AppendEntries t2 prev=0@0 [] commit=0');
    expect(scene.latest?.term).toBe(3);
    story.crash('S1');
    expect(scene.of('S1').up).toBe(false);
    story.boot('S1');
    expect(scene.of('S1')).toMatchObject({ up: true, earlier: undefined, tenure: undefined });
  });

  it('tells of the leader of the latest term, whoever is seen last', () => {
    const { story, scene } = open();
    story.call('S1→S2 AppendEntries t5 prev=0@0 [] commit=0');
    story.call('S2→S3 AppendEntries t4 prev=0@0 [] commit=0');
    expect(scene.latest?.leader).toBe('S1');
    expect(scene.tenures.map(({ term }) => term)).toEqual([5, 4]);
  });

  it('tells of an acknowledgement of more than before, in replies of this term that come', () => {
    const { story, told } = open();
    const append = 'S1→S2 AppendEntries t2';
    const sent = story.call(`${append} prev=0@0 [1@2 2@2] commit=0`);
    story.handle(sent, 'ok t2');
    expect(told()).toEqual(['S1 leads term 2']);
    story.arrive(sent);
    expect(told()).toEqual(['acknowledged S2,2']);
    story.exchange(`${append} prev=2@2 [] commit=0`, 'ok t2');
    story.exchange(`${append} prev=0@0 [1@2] commit=0`, 'ok t2');
    story.exchange(`${append} prev=2@2 [3@2] commit=0`, 'rejected t2');
    expect(told()).toEqual([]);
    story.exchange('S1→S2 InstallSnapshot t2 last=3@2 [1@2 2@2 3@2]', 'ok t3');
    expect(told()).toEqual([]);
    const { story: other, told: said } = open();
    other.exchange('S1→S2 InstallSnapshot t2 last=3@2 [1@2 2@2 3@2]', 'ok t2');
    expect(said()).toEqual(['S1 leads term 2', 'acknowledged S2,3']);
  });

  it('tells of each commit once', () => {
    const { story, scene, told } = open();
    story.apply('S2', 1, 'a');
    story.apply('S1', 1, 'a');
    story.apply('S1', 2, 'b');
    expect(told()).toEqual(['S2 commits 1', 'S1 commits 2']);
    expect(scene.committed).toBe(2);
  });

  it('tells of entries that are cut, and knows the log then', () => {
    const { story, scene, told } = open();
    const { log } = scene.of('S2');
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=0', 'ok t1');
    told();
    story.exchange('S3→S2 AppendEntries t2 prev=1@1 [] commit=0', 'ok t2');
    story.exchange('S3→S2 AppendEntries t2 prev=1@1 [2@2] commit=0', 'rejected t2');
    expect(told()).toEqual(['S3 leads term 2', 'acknowledged S2,1']);
    story.exchange('S3→S2 AppendEntries t2 prev=1@1 [2@2] commit=0', 'ok t2');
    expect(told()).toEqual(['terms 1,1 from 2 on are cut', 'acknowledged S2,2']);
    expect([log.last, log.lastTerm]).toEqual([2, 2]);
    expect(scene.of('S3').log.last).toBe(2);
  });

  it('does not know, after a crash, what was left unanswered', () => {
    const { story, scene } = open();
    const { log } = scene.of('S2');
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1] commit=0', 'ok t1');
    story.crash('S2');
    story.boot('S2');
    expect(log.last).toBe(2);
    story.deliver(story.call('S3→S2 AppendEntries t2 prev=1@1 [2@2] commit=0'));
    story.deliver(story.call('S3→S2 AppendEntries t2 prev=1@1 [] commit=0'));
    story.crash('S2');
    expect(log.last).toBe(1);
  });

  it('knows a log after a snapshot: what it had if it fits, else only its last entry', () => {
    const { story, scene } = open();
    const { log } = scene.of('S2');
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1 2@1 3@1] commit=0', 'ok t1');
    story.exchange('S1→S2 InstallSnapshot t1 last=2@1 [1@1 2@1]', 'ok t1');
    expect(log.last).toBe(3);
    story.exchange('S3→S2 InstallSnapshot t2 last=2@2 [1@1 2@2]', 'ok t3');
    expect(log.last).toBe(3);
    story.exchange('S3→S2 InstallSnapshot t4 last=2@2 [1@1 2@2]', 'ok t4');
    expect([log.last, log.termAt(2), log.termAt(1)]).toEqual([2, 2, undefined]);
  });

  it('knows what a leader has taken before it sends it', () => {
    const { story, scene } = open();
    story.start('S1', 'c', 1, 4);
    story.start('S2', 'c', 0, 4);
    expect([scene.of('S1').log.last, scene.of('S2').log.last]).toEqual([1, 0]);
  });
});
