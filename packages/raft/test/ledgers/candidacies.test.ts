import { describe, it } from 'vitest';
import { Candidacies } from '../../suite/ledgers/candidacies.ts';
import { Leaders } from '../../suite/ledgers/leaders.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Candidacies', () => {
  const tell = () => {
    const story = new Story(5);
    const leaders = new Leaders(story.run);
    story.listen(leaders, new Candidacies(story.run, leaders));
    return story;
  };
  const again = (story: Story) => () => story.call('S1→S2 RequestVote t2 last=0@0');

  it('takes a new election without a majority, or at once', () => {
    const story = tell();
    story.elect('S1', 1, '0@0', 'S2');
    story.pass(500);
    story.elect('S1', 2, '0@0', 'S2', 'S3');
    story.call('S1→S2 RequestVote t3 last=0@0');
  });

  it('takes one after a reign, and after a later term or another leader was heard of', () => {
    const story = tell();
    story.elect('S1', 1, '0@0', 'S2', 'S3');
    story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
    story.pass(500);
    story.elect('S1', 2, '0@0', 'S2', 'S3');
    story.exchange('S1→S4 RequestVote t2 last=0@0', 'refused t3');
    story.pass(500);
    story.call('S1→S2 RequestVote t3 last=0@0');
  });

  it('takes one after a restart, in which the votes are lost', () => {
    const story = tell();
    story.elect('S1', 1, '0@0', 'S2', 'S3');
    story.crash('S1');
    story.boot('S1');
    story.pass(500);
    again(story)();
  });

  it('objects to a candidate with a majority of votes that stands again', () => {
    const story = tell();
    story.elect('S1', 1, '0@0', 'S2', 'S3');
    story.pass(500);
    expectViolation(
      again(story),
      rules.LEAD_WHEN_ELECTED,
      'S1 stands again instead',
      'In term 1 it had the votes of S1, S2, S3',
      '3 of 5',
    );
  });

  it('takes a candidate that has asked all, or has an older request to those that it did not ask', () => {
    const story = tell();
    const ask = (term: number, ...voters: string[]) => {
      for (const to of voters) story.call(`S1→${to} RequestVote t${term} last=0@0`);
      story.pass(500);
    };
    ask(1, 'S2', 'S3', 'S4', 'S5');
    ask(2, 'S2', 'S3');
    ask(3, 'S2', 'S3', 'S4');
  });

  it('objects to a candidate that waits for one voter before it asks the next', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    story.call('S1→S3 RequestVote t1 last=0@0');
    story.pass(500);
    expectViolation(
      again(story),
      rules.PARALLEL,
      'S1 stands again before it has asked all of them',
      'only asked S2 and S3, and waits for the reply to S1→S3 RequestVote t1',
    );
  });
});
