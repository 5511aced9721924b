/**
 * A swarm of faults, as in the other suites (harness, draw-faults.ts): each seed draws its own size of
 * cluster and its own kinds of faults. Processes that end by themselves are started again, as long as
 * there is a job. Then all is healed, and the job has to end.
 */
import { type Address, type Case, drawFaults, type Env, FaultPlayer } from 'harness';
import { MrCluster } from '../cluster.ts';
import { mrCaseOf } from '../mr-case.ts';

/** See MrClusterOptions. */
const REDUCES = [1, 2, 4, 5];
/** ms between two looks at who has ended. */
const LOOK_MS = 500;
/** No chain of file operations of one process takes longer, when its disk is slow, ms. */
const DISK_MS = 60_000;

export const workerSwarm = swarmCase('1B');
export const swarm = swarmCase('1C');

function swarmCase(part: '1B' | '1C'): Case {
  const who =
    part === '1B' ? 'workers, of which any' : 'workers and up to three coordinators, any of which';
  return mrCaseOf({
    part,
    name: 'Swarm',
    about: `Two to four ${who} may crash between any two effects, or all at one moment, stand still, or have a
            slow disk or a wrong clock, while messages are lost, late or doubled and links are cut, for 3 to
            10 s. Then all is healed, and the job ends with the right output.`,
    points: 10,
    hidden: true,
    run: (env) => run(env, part === '1C'),
  });
}

async function run(env: Env, withCoordinators: boolean): Promise<MrCluster> {
  const { decisions } = env.world;
  const dice = decisions.stepOf('swarm', 0);
  const length = 3000 + dice.int(7000, 'length');
  const t = await MrCluster.make(env, {
    coordinators: withCoordinators ? 1 + dice.int(3, 'coordinators') : 1,
    workers: 2 + dice.int(3, 'workers'),
    nReduce: REDUCES[dice.int(REDUCES.length, 'nReduce')] ?? 1,
    input: { files: 1 + dice.int(4, 'files'), lines: 1 + dice.int(40, 'lines'), wordsInLine: 6 },
    taskTimeout: 1000 + dice.int(4000, 'taskTimeout'),
    beatEvery: 100 + dice.int(200, 'beatEvery'),
    giveUpAfter: 5000 + dice.int(10_000, 'giveUpAfter'),
    wrongClocks: true,
    powerFails: withCoordinators,
    diskMs: DISK_MS,
  });
  const servers = withCoordinators ? t.servers : t.workers;
  const faults = drawFaults(decisions, { servers, length, files: true, away: false });
  const player = new FaultPlayer(t, env.faults(faults));
  for (const coordinator of t.coordinators) {
    await t.startCoordinator(coordinator, coordinator !== t.coordinators[0]);
  }
  // No task takes half of taskTimeout, on a good day.
  const { expected, nReduce } = t.job;
  const most = Math.floor((0.4 * t.run.taskTimeout * nReduce) / (expected.size + nReduce));
  const mapMs = dice.int(Math.floor(t.run.taskTimeout / 50), 'mapMs');
  await t.startWorkers({ mapMs, reduceMs: dice.int(1 + Math.min(50, most), 'reduceMs') });
  keepRunning(t);
  await player.play(length);
  await player.heal();
  return t;
}

/** Starts those again that have ended by themselves; who has crashed comes back with its fault's end. */
function keepRunning(t: MrCluster): void {
  void t.sleep(LOOK_MS).then(async () => {
    if (t.isOver) return;
    for (const address of t.servers) if (t.endOf(address) !== undefined) await again(t, address);
    keepRunning(t);
  });
}

/** A coordinator that was deposed comes back as a standby. */
function again(t: MrCluster, address: Address): Promise<void> {
  const isDeposed = t.endOf(address) === 'deposed';
  return isDeposed ? t.startCoordinator(address, true) : t.restart(address);
}
