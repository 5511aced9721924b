import type { Message } from 'harness';
import { LIVE_ELECTION, RANDOM_TIMEOUT } from '../properties.ts';
import { scriptedCase } from '../raft-case.ts';
import { requestVoteArgs, termOf } from '../ledgers/rpc.ts';

const ELECTIONS = 10;

export const redrawnTimeout = scriptedCase({
  part: '2A',
  name: 'RedrawnTimeout',
  about: `Nobody answers S1, which stands ten times. Each candidate restarts its randomized election
          timeout at the start of an election: it draws it anew, or two servers whose timeouts are
          alike split the vote for ever (§5.2).`,
  servers: 3,
  points: 5,

  async run(t) {
    await t.invoke(t.server, 'getState'); // A starter says here that it is one.
    const stood: number[] = [];
    let canvasses = false;
    let term = 0;
    t.world.observe({
      called: (message: Message) => {
        canvasses ||= termOf(message) === undefined;
        const vote = requestVoteArgs(message);
        if (message.from !== t.server || vote === undefined || vote.term === term) return;
        term = vote.term;
        stood.push(t.now);
      },
    });
    for (const end = t.now + 60_000; stood.length < ELECTIONS && !canvasses; await t.sleep(100)) {
      if (t.now < end) continue;
      return t.fail(LIVE_ELECTION, `S1 stood ${stood.length} times in 60 s, alone as it is.`);
    }
    if (canvasses) return; // It asks first, by pre-votes: that it does not stand is right.
    const timeouts = stood.slice(1).map((at, i) => Math.round(at - (stood[i] ?? 0)));
    if (new Set(timeouts).size > 1) return;
    t.fail(
      RANDOM_TIMEOUT,
      `Election timeouts are chosen randomly, and each candidate restarts its randomized election ` +
        `timeout at the start of an election.\n` +
        `  S1 stood ${stood.length} times, and waited ${timeouts.join(', ')} ms in between: always ` +
        `the same, so it was drawn once.`,
    );
  },
});
