import { CONSISTENCY_CHECK, DISCARD_LOG } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const installDivergent = scriptedCase({
  part: '2D',
  name: 'InstallDivergent',
  about: `S1 holds entries 2 to 5 of term 1, which were never committed, when the leader of term 2
          sends the snapshot of other entries up to 3. S1's entry 3 is not the last of the
          snapshot, so the whole log goes, also what follows (Figure 13, step 7).`,
  servers: 3,
  points: 5,

  async run(t) {
    const ok = (line: string, why: string) => t.expect(line, 'ok', CONSISTENCY_CHECK, why);
    await ok('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1 4@1 5@1] commit=1', 'S1 has nothing.');
    await t.send('S3→S1 InstallSnapshot t2 last=3@2 [1@1 2@2 3@2]');
    await t.checkApplied('1@1', '2@2', '3@2');

    // Where its log ends shows when it stands for election, now and after a crash.
    for (const restart of [false, true]) {
      if (restart) await t.restartServer();
      await t.forget();
      const heard = await t.hear();
      if (heard?.method !== 'requestVote') return; // An RPC of its own comes first.
      const { lastLogIndex, lastLogTerm } = heard.args as Record<string, number>;
      if (lastLogIndex === 3 && lastLogTerm === 2) continue;
      t.fail(
        DISCARD_LOG,
        `S1 got the snapshot up to 3@2, which conflicts with its entry 3@1, so its log is empty ` +
          `behind the snapshot.\n` +
          `  It asks for votes with a log that ends at ${lastLogIndex}@${lastLogTerm}, not 3@2` +
          `${restart ? ', after a crash' : ''}.`,
      );
    }
    await ok('S3→S1 AppendEntries t9 prev=3@2 [4@9] commit=4', 'The snapshot ends at 3@2.');
    await t.checkApplied('1@1', '2@2', '3@2', '4@9');
  },
});
