/**
 * Links with a length and a width. A round trip takes longer than the interval between heartbeats, so
 * a leader has several messages in flight to a follower, and each reply comes after later requests
 * were sent. All delays suit election timeouts of 150 ms and more: a round trip of 120 ms is the
 * longest that a correct Raft with the paper's timeouts need bear.
 */
import { raftCase } from '../raft-case.ts';

/** Each way. */
const FAR = { delay: { kind: 'uniform', min: 50, max: 60 } } as const;
/** A message of 5000 bytes takes 100 ms, one without entries 2 ms. */
const THIN = { bandwidth: 50 } as const;
const ROUNDS = 5;

export const farApart = raftCase({
  part: '2B',
  name: 'FarApart',
  about: `Three servers that are 50 to 60 ms apart, each way. They elect a leader; commands reach all of
          them, one after another and several at a time, and a follower that was cut off gets what it
          lacks (§5.3). A reply counts although later requests are in flight.`,
  servers: 3,
  network: 'reliable',
  link: FAR,
  points: 5,
  hidden: true,

  async run(t) {
    const leader = await t.stableLeader();
    for (let i = 0; i < ROUNDS; i++) await t.one(t.command(), { servers: 3 });
    for (let i = 0; i < ROUNDS; i++) void t.start(leader, t.command());
    await t.one(t.command(), { servers: 3 });
    const behind = t.after(await t.checkOneLeader());
    t.disconnect(behind);
    for (let i = 0; i < ROUNDS; i++) await t.one(t.command(), { servers: 2 });
    t.connect(behind);
    await t.one(t.command(), { servers: 3 });
  },
});

export const farServer = raftCase({
  part: '2B',
  name: 'FarServer',
  about: `Of five servers one is 50 to 60 ms away from the others, each way. It gets all entries too,
          while the others go on at their own pace, and also when it was away for a while (§5.3).`,
  servers: 5,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const far = t.after(await t.stableLeader());
    t.shapeLinks(
      [far],
      t.servers.filter((server) => server !== far),
      FAR,
    );
    for (let i = 0; i < ROUNDS; i++) await t.one(t.command(), { servers: 5 });
    t.disconnect(far);
    for (let i = 0; i < ROUNDS; i++) await t.one(t.command(), { servers: 4 });
    t.connect(far);
    await t.one(t.command(), { servers: 5 });
  },
});

export const thinLink = raftCase({
  part: '2B',
  name: 'ThinLink',
  about: `The links of one server are thin: a command of 5000 bytes takes 100 ms to reach it, and holds up
          the heartbeats behind it. Commands reach it all the same, and one that is on its way is not
          sent over and over (§5.3).`,
  servers: 3,
  network: 'reliable',
  points: 5,
  hidden: true,

  async run(t) {
    const thin = t.after(await t.stableLeader());
    t.shapeLinks(
      [thin],
      t.servers.filter((server) => server !== thin),
      THIN,
    );
    for (let i = 0; i < ROUNDS; i++) await t.one(t.command(5000), { servers: 3 });
  },
});
