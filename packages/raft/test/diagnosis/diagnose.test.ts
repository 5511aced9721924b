import type { Address } from 'harness';
import { describe, expect, it } from 'vitest';
import { diagnose, type Overdue } from '../../suite/diagnosis/diagnose.ts';
import type { Cause } from '../../suite/diagnosis/stall.ts';
import { openLedgers } from '../../suite/ledgers/index.ts';
import * as rules from '../../suite/properties.ts';
import { Story } from '../story.ts';

/** A story that all ledgers hear, and its cause when nothing more comes. */
function tell(size = 3) {
  const story = new Story(size);
  const { all, known } = openLedgers(story.run);
  story.listen(...all);
  for (const server of story.run.servers) story.boot(server);
  const connected: Address[] = [...story.run.servers];
  const cause = (overdue?: readonly Overdue[]): Cause =>
    diagnose({ ...known, connected, since: 0 }, overdue);
  const cut = (server: Address) => void connected.splice(connected.indexOf(server), 1);
  return { story, cause, cut };
}

/** The cause is that rule, and its lines say all of this. */
function expectCause({ property, lines }: Cause, rule: typeof property, ...says: string[]): void {
  expect(property).toEqual(rule);
  for (const text of says) expect(lines.join('\n')).toContain(text);
}

const ENTRY = { index: 1, term: 1, server: 'S1' };
const FIRST = 'AppendEntries t1 prev=0@0 [1@1] commit=0';

/** S1 leads term 1 and has taken entry 1@1. */
function lead(size?: number) {
  const told = tell(size);
  told.story.elect('S1', 1, '0@0', 'S2', 'S3');
  told.story.start('S1', 'command of 1@1', 1, 1);
  return told;
}

describe('diagnose, without a leader', () => {
  it('names what the only server of a cluster has not applied: it makes no calls', () => {
    const { story, cause } = tell(1);
    story.start('S1', 'command of 1@1', 1, 1);
    const says = 'S1 leads term 1';
    expectCause(
      cause([ENTRY]),
      rules.APPLY_COMMITTED,
      says,
      'took entry 1, but has applied only up',
    );
  });

  it('names the majority of votes that a candidate has got', () => {
    const { story, cause } = tell(5);
    story.elect('S1', 1, '0@0', 'S2', 'S3');
    story.call('S1→S4 RequestVote t1 last=0@0');
    story.pass(100);
    const found = cause();
    expectCause(found, rules.LEAD_WHEN_ELECTED, 'votes of 3 of 5', 'Not answered: S4');
    expect(found.cites?.length).toBeGreaterThan(0);
  });

  it('takes a majority that comes after a later term for none', () => {
    const { story, cause } = tell();
    const late = story.call('S1→S2 RequestVote t1 last=0@0');
    story.handle(late, 'granted t1');
    story.deliver(story.call('S3→S1 RequestVote t2 last=0@0'));
    story.arrive(late);
    story.pass(100);
    expect(cause().property).not.toEqual(rules.LEAD_WHEN_ELECTED);
  });

  it('names a vote that was refused by a voter that was free', () => {
    const { story, cause } = tell();
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'refused t1');
    expectCause(cause(), rules.VOTE_WHEN_FREE, 'S2 had voted for nobody in term 1');
  });

  it('takes a refusal for another vote, a longer log or a later term as right', () => {
    const { story, cause } = tell();
    story.exchange('S3→S2 RequestVote t1 last=0@0', 'granted t1');
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'refused t1');
    expectCause(cause(), rules.LIVE_ELECTION, 'refused, as it had voted for S3');
    const other = lead();
    other.story.exchange(`S1→S2 ${FIRST}`, 'ok t1');
    other.story.call(`S1→S3 ${FIRST}`);
    other.story.pass(500);
    other.story.exchange('S3→S2 RequestVote t2 last=0@0', 'refused t2');
    other.story.pass(5000);
    expect(other.cause().property).toEqual(rules.LIVE_ELECTION);
  });

  it('names a server that does not stand, by what it did last', () => {
    const { story, cause, cut } = tell();
    story.pass(11_000);
    expectCause(cause(), rules.ELECTION_TIMEOUT, 'S1 started at', 'has not stood');
    for (const voter of ['S2', 'S3']) story.call(`S1→${voter} RequestVote t1 last=0@0`);
    cut('S2');
    cut('S3');
    story.pass(9000);
    expect(cause().property).toEqual(rules.LIVE_ELECTION);
    story.pass(2000);
    expectCause(cause(), rules.NEW_ELECTION, 'S1 stood for election in term 1');
  });

  it('names timeouts that end together, when votes are split in one term after the other', () => {
    const { story, cause } = tell();
    const split = (term: number, pause: number) => {
      story.pass(500);
      for (const to of ['S2', 'S3']) story.call(`S1→${to} RequestVote t${term} last=0@0`);
      story.pass(pause);
      for (const to of ['S1', 'S2']) story.call(`S3→${to} RequestVote t${term} last=0@0`);
    };
    for (let term = 1; term < 10; term++) split(term, 1);
    split(10, 50);
    expect(cause().property).toEqual(rules.LIVE_ELECTION);
    for (let term = 11; term <= 20; term++) split(term, 1);
    expectCause(cause(), rules.RANDOM_TIMEOUT, 'In term 20: S1 at', 'S3 at');
  });

  it('names a higher term that was not adopted', () => {
    const { story, cause } = tell();
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'refused t7');
    story.pass(100);
    story.call('S1→S3 RequestVote t2 last=0@0');
    expectCause(cause(), rules.ADOPT_TERM, 'refused t7', 'still in term 2');
  });

  it('names a leader that does not speak to a follower, or waits for another one', () => {
    const { story, cause } = lead();
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [] commit=0', 'ok t1');
    story.pass(500);
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [] commit=0', 'ok t1');
    story.call('S3→S2 RequestVote t2 last=0@0');
    story.pass(5000);
    expectCause(cause(), rules.HEARTBEATS, 'had sent it nothing in its term');

    const other = lead();
    other.story.call('S1→S2 AppendEntries t1 prev=0@0 [] commit=0');
    other.story.pass(500);
    other.story.call('S3→S2 RequestVote t2 last=0@0');
    other.story.pass(5000);
    expectCause(other.cause(), rules.PARALLEL, 'It waited for the reply to S1→S2');
  });
});

describe('diagnose, with a leader', () => {
  it('says how far the entry has come, for each server', () => {
    const { story, cause } = lead(5);
    story.call(`S1→S2 ${FIRST}`);
    const silent = story.call(`S1→S3 ${FIRST}`);
    story.deliver(silent);
    const accepted = story.call(`S1→S4 ${FIRST}`);
    story.handle(accepted, 'ok t1');
    expectCause(
      cause([ENTRY]),
      rules.LIVE_AGREEMENT,
      'S1: has not committed it',
      'S2: was sent it first',
      'it has never arrived',
      'S3: was sent it, which arrived',
      'not answered',
      'S4: has accepted it',
      'S5: S1 has never sent it anything',
    );
  });

  it('says what was acknowledged, committed, told and applied', () => {
    const { story, cause } = lead();
    story.exchange(`S1→S2 ${FIRST}`, 'ok t1');
    expectCause(cause([ENTRY]), rules.LIVE_AGREEMENT, 'S2: has acknowledged it');
    story.apply('S1', 1, 'command of 1@1');
    expectCause(cause([ENTRY]), rules.LIVE_AGREEMENT, 'S1: has committed it', 'and applied it');
    story.exchange('S1→S2 AppendEntries t1 prev=1@1 [] commit=1', 'ok t1');
    const told = 'that it is committed, but has applied up to 0';
    expectCause(cause([ENTRY]), rules.LIVE_AGREEMENT, told);
    story.apply('S2', 1, 'command of 1@1');
    expectCause(cause([ENTRY]), rules.LIVE_AGREEMENT, 'S2: has applied it');
  });

  it('says how often a follower rejects, and what', () => {
    const { story, cause } = lead();
    for (let i = 0; i < 2; i++) {
      story.exchange('S1→S2 AppendEntries t1 prev=1@1 [] commit=0', 'rejected t1');
    }
    const says = 'It rejects what S1 sends, 2 times in a row; the last: S1→S2 AppendEntries t1';
    expectCause(cause([ENTRY]), rules.LIVE_AGREEMENT, says);
  });

  it('names a rejection where every log matches', () => {
    const { story, cause } = lead();
    story.exchange(`S1→S2 ${FIRST}`, 'rejected t1');
    expectCause(cause([ENTRY]), rules.CONSISTENCY_CHECK, 'prevLogIndex 0');
  });

  it('does not take a leader for one that has just come, after many others', () => {
    const { story, cause } = lead();
    story.call(`S1→S2 ${FIRST}`);
    story.pass(500);
    story.elect('S2', 2, '0@0', 'S3');
    story.call('S2→S3 AppendEntries t2 prev=0@0 [] commit=0');
    expectCause(cause([ENTRY]), rules.LIVE_ELECTION, '2 were won, none for long');
  });
});
