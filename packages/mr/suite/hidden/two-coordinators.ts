/** A coordinator that is stopped, replaced, and goes on: it can neither commit nor assign (§3.3). */
import type { Address } from 'harness';
import type { MrCluster } from '../cluster.ts';
import { mrCase } from '../mr-case.ts';
import { OLD_COORDINATOR } from '../properties.ts';

/** ms that it has to find out. */
const MOST_MS = 30_000;

export const twoCoordinators = mrCase({
  part: '1C',
  name: 'TwoCoordinators',
  about: `The primary is stopped, and a standby takes over. Then the primary goes on, is told that a task is
          done which it gave out before, and is asked for another one. It does neither, and ends as
          deposed; the job goes on with the other one.`,
  coordinators: 2,
  workers: 3,
  points: 10,
  hidden: true,

  async run(t) {
    await t.startCoordinator('C1');
    await t.startCoordinator('C2', true);
    await t.startPuppet('W1');
    const { worker, task } = await t.askForTask('W1', 'C1');
    await t.startWorker('W2', { mapMs: 60, reduceMs: 40 });
    await t.startWorker('W3', { mapMs: 60, reduceMs: 40 });
    await t.sleep(t.random.within(0, 1500));
    t.pause('C1');
    await t.until(() => t.attempts.some(({ by }) => by.address === 'C2'));

    const { kind, number, attempt } = task;
    const done = { task: { kind, number }, attempt, files: t.writeFiles(task) };
    // What comes while it is stopped is the first that it hears when it goes on.
    const first = t.random.chance(0.7) ? t.beat('W1', { worker, done }, 'C1') : undefined;
    await t.sleep(t.random.within(10, 500));
    t.continue('C1');
    await first;
    for (let i = 0; i < 3; i++) {
      await t.beat('W1', { worker, done }, 'C1');
      await t.sleep(t.random.within(0, 500));
      await t.beat('W1', { worker }, 'C1');
      await t.sleep(t.random.within(0, 500));
    }
    await expectDeposed(t, 'C1');
  },
});

async function expectDeposed(t: MrCluster, coordinator: Address): Promise<void> {
  const since = t.now;
  while (t.isUp(coordinator) && t.now - since < MOST_MS) await t.sleep(100);
  const end = t.endOf(coordinator);
  if (end === 'deposed') return;
  t.fail(
    OLD_COORDINATOR,
    `${coordinator} was stopped, another coordinator has taken over, and ${coordinator} has gone on and was ` +
      `asked for a task. It has ${end === undefined ? 'not ended' : `ended as '${end}'`} within ` +
      `${MOST_MS / 1000} s, expected { status: 'deposed' }.`,
  );
}

export const takeTurns = mrCase({
  part: '1C',
  name: 'TakeTurns',
  about: `Whoever coordinates has a slow disk and is stopped in the middle of what it does, until the other
          one has taken over; then it goes on, ends, and comes back as a standby. Four times.`,
  coordinators: 2,
  workers: 3,
  diskMs: 30_000,
  points: 10,
  hidden: true,

  async run(t) {
    await t.startCoordinator('C1');
    await t.startCoordinator('C2', true);
    await t.startWorkers({ mapMs: 60, reduceMs: 20 });
    for (let turn = 0; turn < 4; turn++) {
      if (!(await t.until(() => t.attempts.length > 0))) return;
      const coordinator = t.attempts.at(-1)?.by.address ?? 'C1';
      t.slowDisk(coordinator, 2 ** t.random.within(0, 10));
      await t.sleep(t.random.within(0, 1500));
      t.pause(coordinator);
      const given = t.attempts.length;
      await t.until(() => t.attempts.slice(given).some(({ by }) => by.address !== coordinator));
      t.slowDisk(coordinator, 1);
      t.continue(coordinator);
      if (!(await t.until(() => !t.isUp(coordinator)))) return;
      await t.startCoordinator(coordinator, true);
    }
  },
});

export const twoStandbys = mrCase({
  part: '1C',
  name: 'TwoStandbys',
  about: `Two standbys follow one journal. The coordinator crashes, and both find out at about the same time:
          one of them goes on, and when that one crashes too, the other one does.`,
  coordinators: 3,
  workers: 3,
  points: 5,
  hidden: true,

  async run(t) {
    await t.startCoordinator('C1');
    await t.startCoordinator('C2', true);
    await t.startCoordinator('C3', true);
    await t.startWorkers({ mapMs: 60, reduceMs: 20 });
    await t.sleep(t.random.within(200, 2500));
    t.crash('C1');
    if (!(await t.until(() => t.attempts.some(({ by }) => by.address !== 'C1')))) return;
    await t.sleep(t.random.within(0, 1000));
    const next = t.attempts.at(-1)?.by.address ?? 'C2';
    t.crash(next);
    const other = next === 'C2' ? 'C3' : 'C2';
    const given = t.attempts.length;
    await t.until(() => !t.isUp(other) || t.attempts.length > given);
    // It had been faster, and was deposed.
    if (!t.isUp(other) && !t.isOver) await t.startCoordinator(other, true);
  },
});
