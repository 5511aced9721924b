/**
 * Backup tasks (§3.6) by script: no line of the input has a word, so that a puppet can do any task. A
 * coordinator that gives out no backups passes.
 */
import type { HeartbeatArgs, Task } from '../../api.ts';
import type { MrCluster, MrClusterOptions } from '../cluster.ts';
import { describeAttempts } from '../ledgers/words.ts';
import { mrCase } from '../mr-case.ts';
import { attemptAt } from '../notation.ts';
import { FINISHED_ONCE } from '../properties.ts';
import { doneOf, type Held } from './held.ts';

const [FIRST, SECOND, THIRD] = ['W1', 'W2', 'W3'] as const;
const PUPPETS = [FIRST, SECOND, THIRD];
const TIMEOUT_MS = 3000;
/** ms between two beats of a puppet. */
const BEAT_MS = 400;

const BLANK = {
  input: new Map(['a', 'b', 'c'].map((name) => [`/books/${name}.txt`, '\n\n'])),
  nReduce: 2,
  workers: 4,
  taskTimeout: TIMEOUT_MS,
} satisfies MrClusterOptions;

export const oneBackup = mrCase({
  ...BLANK,
  part: '1B',
  name: 'OneBackup',
  about: `One map is left, and its worker beats but does not finish. Two workers have nothing to do for four
          times taskTimeout: the map has one backup, and not two.`,
  points: 5,
  hidden: true,

  async run(t) {
    const held = await holdAll(t);
    const [straggler, ...others] = t.random.shuffle([...held.keys()]);
    for (const puppet of others) await report(t, held, puppet);
    for (let beat = 0; beat * BEAT_MS < 4 * TIMEOUT_MS; beat++) {
      for (const puppet of straggler === undefined ? others : [straggler, ...others])
        await beatOnce(t, held, puppet);
      await t.sleep(BEAT_MS);
    }
    await finishWithout(t);
  },
});

export const backupDone = mrCase({
  ...BLANK,
  part: '1B',
  name: 'BackupDone',
  about: `A map has a backup when its first worker is lost. The backup reports that it is done as soon as the
          silence of the first worker is noticed, while another map is in progress: the map is done, and
          nobody does it again.`,
  points: 5,
  hidden: true,

  async run(t) {
    const held = await holdAll(t);
    await report(t, held, THIRD);
    const backup = await untilBackup(t, held);
    const slow =
      backup && [FIRST, SECOND].find((each) => isSame(held.get(each)?.task, backup.task));
    if (backup && slow !== undefined) {
      const others = PUPPETS.filter((puppet) => puppet !== slow);
      for (let beat = 0; beat < 6; beat++) {
        for (const puppet of others) await beatOnce(t, held, puppet);
        await t.sleep(BEAT_MS);
      }
      await t.sleep(t.random.within(900, 1500));
      await report(t, held, THIRD);
      for (const puppet of others) await beatOnce(t, held, puppet);
      checkNotAgain(t, backup.task);
    }
    await finishWithout(t);
  },
});

/** What each puppet does, by its address; without a task, it waits. */
type AllHeld = Map<string, Partial<Held>>;

/** Each of three puppets has one of the three maps. */
async function holdAll(t: MrCluster): Promise<AllHeld> {
  await t.startCoordinator();
  const held: AllHeld = new Map();
  for (const puppet of PUPPETS) {
    await t.startPuppet(puppet);
    held.set(puppet, await t.askForTask(puppet));
  }
  return held;
}

async function beatOnce(
  t: MrCluster,
  held: AllHeld,
  puppet: string,
  args?: HeartbeatArgs,
): Promise<void> {
  const worker = held.get(puppet)?.worker;
  const reply = await t.beat(puppet, args ?? (worker === undefined ? {} : { worker }));
  if (reply === undefined) return;
  const { task } = reply;
  held.set(puppet, { worker: reply.worker, ...(typeof task !== 'string' && { task }) });
}

/** A puppet says that it has done what it holds. */
async function report(t: MrCluster, held: AllHeld, puppet: string): Promise<void> {
  const { worker, task } = held.get(puppet) ?? {};
  if (worker === undefined || task === undefined) return;
  await beatOnce(t, held, puppet, doneOf(t, { worker, task }));
}

/** All beat until the third puppet has a backup of what another one does; `undefined`: it gets none. */
async function untilBackup(t: MrCluster, held: AllHeld): Promise<{ task: Task } | undefined> {
  for (let beat = 0; beat * BEAT_MS < 2 * TIMEOUT_MS; beat++) {
    for (const puppet of PUPPETS) await beatOnce(t, held, puppet);
    const task = held.get(THIRD)?.task;
    if (task !== undefined) return { task };
    await t.sleep(BEAT_MS);
  }
  return undefined;
}

function isSame(one: Task | undefined, other: Task): boolean {
  return one?.kind === other.kind && one.number === other.number;
}

function checkNotAgain(t: MrCluster, task: Task): void {
  const accepted = t.attemptsAt(task).find(({ name }) => name === task.attempt);
  const later = t.attemptsAt(task).at(-1);
  const [done] = accepted?.done ?? [];
  if (done === undefined || later === undefined || later.given.event <= done.at.event) return;
  if (!t.isFinished(task)) return; // The report was refused.
  t.fail(
    FINISHED_ONCE,
    `C1 was told that ${attemptAt(task, task.attempt)} is done and has given its files their final names, but ` +
      `it gives the task to ${later.worker} all the same. An attempt whose worker is lost makes its task idle ` +
      `only when no other attempt at it is in progress.\n${describeAttempts(t.attemptsAt(task))}`,
  );
}

/** The puppets are gone, and a worker does what is left. */
async function finishWithout(t: MrCluster): Promise<void> {
  for (const puppet of PUPPETS) t.crash(puppet);
  await t.startWorker('W4');
}
