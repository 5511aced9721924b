import { describe, it } from 'vitest';
import type { Message } from 'harness';
import { Contract } from '../../suite/ledgers/contract.ts';
import * as rules from '../../suite/properties.ts';
import { expectViolation, Story } from '../story.ts';

describe('Contract', () => {
  const told = () => {
    const story = new Story();
    return { story, contract: new Contract(story.run) };
  };
  const call = (method: string, args: object, reply: object = {}): Message =>
    ({ from: 'S1', to: 'S2', method, args, reply }) as unknown as Message;

  it('takes messages as api.ts has them, fields of their own, and RPCs of their own', () => {
    const { story, contract } = told();
    story.listen(contract);
    story.exchange('S1→S2 RequestVote t1 last=0@0', 'granted t1');
    story.exchange('S1→S2 AppendEntries t1 prev=0@0 [1@1] commit=0', 'ok t1');
    contract.called(call('raft.preVote', { anything: true }));
    contract.responded(call('raft.preVote', {}, { anything: true }));
  });

  it('objects to a field that is missing or of another type', () => {
    const { contract } = told();
    const vote = { term: 1, candidateId: 'S1', lastLogIndex: 0 };
    expectViolation(
      () => contract.called(call('raft.requestVote', vote)),
      rules.CONTRACT,
      'S1→S2 raft.requestVote: the call has lastLogTerm: undefined, expected an integer',
    );
    const reply = call('raft.appendEntries', {}, { term: 1, success: 'yes' });
    expectViolation(() => contract.responded(reply), rules.CONTRACT, 'has success: "yes"');
  });

  it('objects to a message in the name of another server', () => {
    const { contract } = told();
    const vote = { term: 1, candidateId: 'S3', lastLogIndex: 0, lastLogTerm: 0 };
    const said = 'candidateId is "S3", not S1';
    expectViolation(() => contract.called(call('raft.requestVote', vote)), rules.CONTRACT, said);
  });

  it.each([
    'S1→S2 RequestVote t1 last=3@0',
    'S1→S2 AppendEntries t1 prev=3@0 [] commit=0',
    'S1→S2 InstallSnapshot t1 last=3@0 [1@1 2@1 3@1]',
  ])('objects to an entry of term 0: %s', (line) => {
    const { story, contract } = told();
    story.listen(contract);
    const call = () => story.call(line);
    expectViolation(
      call,
      rules.LAST_INCLUDED_TERM,
      'its entry 3 is of term 0',
      line.split(' [')[0] ?? '',
    );
  });

  it('objects to a message that is no ApplyMessage', () => {
    const { story, contract } = told();
    story.listen(contract);
    story.apply('S1', 1, 'a');
    const apply = () => story.applyAny('S1', { index: 1, command: 'a' });
    expectViolation(
      apply,
      rules.CONTRACT,
      'What S1 gave to apply() is {"index":1,"command":"a"}, expected an object whose kind',
    );
  });
});
