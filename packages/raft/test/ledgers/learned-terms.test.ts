import { describe, it } from 'vitest';
import { LearnedTerms } from '../../suite/ledgers/learned-terms.ts';
import { Terms } from '../../suite/ledgers/terms.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

const BEAT = 'S1→S3 AppendEntries t1 prev=0@0 [] commit=0';

describe('LearnedTerms', () => {
  const tell = () => {
    const story = new Story();
    const terms = new Terms(story.run);
    return story.listen(terms, new LearnedTerms(story.run, terms));
  };
  const goOn = (story: Story) => {
    for (let i = 0; i < 5; i++) {
      story.pass(100);
      story.call(BEAT);
    }
  };

  it('takes a server that shows the term, and one that crashed before it could', () => {
    const story = tell();
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'refused t3');
    story.call('S1→S2 RequestVote t4 last=0@0');
    story.exchange('S1→S2 RequestVote t4 last=0@0', 'refused t6');
    story.crash('S1');
    story.boot('S1');
    for (let i = 0; i < 5; i++) {
      story.pass(100);
      story.call('S1→S2 RequestVote t5 last=0@0');
    }
  });

  it('takes what was on its way when the reply came', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [] commit=0', 'rejected t3');
    story.call(BEAT);
    story.pass(60_000);
  });

  it('takes a request that was prepared in a still earlier term', () => {
    const story = tell();
    story.call('S1→S2 RequestVote t3 last=0@0');
    story.exchange('S1→S2 RequestVote t3 last=0@0', 'refused t5');
    for (let i = 0; i < 5; i++) {
      story.pass(100);
      story.call('S1→S3 RequestVote t1 last=0@0');
    }
  });

  it('objects to a server that goes on in its old term', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [] commit=0', 'rejected t3');
    expectViolation(
      () => goOn(story),
      rules.ADOPT_TERM,
      'S1 had a reply of term 3',
      'rejected t3',
      BEAT,
    );
  });

  it('objects to one that answers in its old term', () => {
    const story = tell();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [] commit=0', 'rejected t3');
    const answer = () => {
      for (let i = 0; i < 5; i++) {
        story.pass(100);
        story.exchange('S3→S1 RequestVote t1 last=0@0', 'refused t1');
      }
    };
    expectViolation(answer, rules.ADOPT_TERM, 'S3→S1 RequestVote t1 last=0@0 → refused t1');
  });
});
