/**
 * A swarm of faults: each seed draws its own size of cluster and its own kinds of faults, as a list
 * that a replay prints (harness, draw-faults.ts). Clients start commands on random servers all along,
 * and the ledgers watch: that is the safety phase, in which nothing is demanded but that no rule is
 * broken. Then a majority is healed and must make progress; then all are, and all must agree, in the
 * end without a new command.
 */
import { drawFaults, type Env, FaultPlayer } from 'harness';
import { RaftCluster } from '../cluster.ts';
import { toCase } from '../raft-case.ts';

const CLIENTS = 3;
/** ms between two commands of a client, at most. */
const PAUSE = 150;
/** ms without a command in the end: the slowest heartbeat comes four times. */
const QUIET = 2000;
/** One seed in so many asks the disks as well (see ledgers/probes.ts), and is a short one. */
const PROBED = 40;

export const swarm = swarmCase('2C', 'without snapshots');
export const snapshotSwarm = swarmCase('2D', 'with snapshots, every 3 to 20 entries');

function swarmCase(part: '2C' | '2D', how: string) {
  const about = {
    part,
    name: 'Swarm',
    about: `Three to seven servers, ${how}. For 5 to 20 s each seed has faults of its own: messages
            that are lost, late or doubled, one-way cuts, partitions and bridges, long and thin links,
            pauses, clocks that
            go wrong, crashes between any two effects, and of all servers at one moment. Then a random majority is healed and goes on,
            while the others are down or cut off; then all are healed and agree.`,
    points: 10,
    hidden: true,
  };
  return toCase(about, (env) => run(env, part === '2D'));
}

/** What a seed decides beside its faults. */
interface Shape {
  readonly servers: number;
  /** ms in which anything goes wrong. */
  readonly length: number;
  readonly snapshotEvery: number;
  readonly probes: boolean;
}

export function shapeOf(decisions: Env['world']['decisions']): Shape {
  const dice = decisions.stepOf('swarm', 0);
  const probes = dice.int(PROBED, 'probes') === 0;
  return {
    probes,
    length: 5000 + (probes ? 0 : dice.int(15_000, 'length')),
    servers: 3 + dice.int(5, 'servers'),
    snapshotEvery: 3 + dice.int(18, 'snapshotEvery'),
  };
}

async function run(env: Env, withSnapshots: boolean): Promise<void> {
  const { decisions } = env.world;
  const { length, servers, probes, snapshotEvery } = shapeOf(decisions);
  const t = new RaftCluster(env, {
    servers,
    network: 'reliable',
    probes,
    ...(withSnapshots && { snapshotEvery }),
  });
  const faults = env.faults(drawFaults(decisions, { servers: t.servers, length }));
  const player = new FaultPlayer(t, faults);
  await t.boot();

  for (let i = 1; i <= CLIENTS; i++) void client(t, i, length);
  await player.play(length);
  await player.calm();
  await t.sleep(t.network.longestWayMs); // Nothing from bad weather is on its way.
  await t.one(t.command(), { servers: t.majority });

  await player.heal();
  await t.agreeInQuiet(QUIET);
}

/** Starts a command on some server, now and then, whoever leads and whatever became of the last. */
async function client(t: RaftCluster, number: number, until: number): Promise<void> {
  const random = t.world.decisions.stream(`client ${number}`);
  while (t.now < until) {
    void t.start(random.pick(t.servers), t.command());
    await t.sleep(random.within(0, PAUSE));
  }
}
