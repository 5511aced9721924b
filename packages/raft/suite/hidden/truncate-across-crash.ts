import { CONSISTENCY_CHECK, LIVE_ELECTION, PERSISTENT_STATE } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';

export const truncateAcrossCrash = scriptedCase({
  part: '2C',
  name: 'TruncateAcrossCrash',
  about: `S1 replaces three entries by one, acknowledges that, crashes and comes back: the log on its
          disk is the short one (Figure 2, State: log[]).`,
  servers: 3,
  points: 5,

  async run(t) {
    const ok = (line: string, why: string) => t.expect(line, 'ok', CONSISTENCY_CHECK, why);
    await ok('S2→S1 AppendEntries t1 prev=0@0 [1@1 2@1 3@1 4@1] commit=1', 'S1 has nothing.');
    await ok('S3→S1 AppendEntries t2 prev=1@1 [2@2] commit=1', 'S1 has 1@1.');
    await t.restartServer();
    const election = await t.hearElection(LIVE_ELECTION);
    if (election === null) return;
    const { term, args } = election;
    const { lastLogIndex, lastLogTerm } = args;
    if (lastLogIndex !== 2 || lastLogTerm !== 2) {
      t.fail(
        PERSISTENT_STATE,
        `S1 has replaced its entries 2@1 to 4@1 by 2@2 and acknowledged that; after a crash it ` +
          `asks for votes with a log that ends at ${lastLogIndex}@${lastLogTerm}, not 2@2.`,
      );
    }
    await ok(`S3→S1 AppendEntries t${term + 1} prev=2@2 [3@2] commit=3`, 'S1 has 2@2.');
    await t.checkApplied('1@1', '2@2', '3@2');
  },
});
