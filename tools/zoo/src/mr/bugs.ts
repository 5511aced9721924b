/** M1 to M12: MapReduce (§3). */
import {
  ACCEPTED_FIRST,
  ATOMIC_COMMIT,
  LIVE_WORKERS,
  LOST_OUTPUT,
  MAPS_FIRST,
  NO_EARLY_EXIT,
  OLD_COORDINATOR,
  ONE_COMMIT,
  OUTPUT,
  PARTITIONS,
  PROMPT_ANSWERS,
  RE_EXECUTION,
} from 'mr/suite/properties';
import type { Bug } from '../bug.ts';
import {
  jobState,
  journal,
  partition,
  placing,
  primary,
  reduceTask,
  schedule,
  worker,
} from './edits.ts';

export const mrBugs: readonly Bug[] = [
  {
    id: 'M1',
    what: 'reduce starts before every map is done: when all are given out',
    section: '§3.1',
    property: MAPS_FIRST,
    cases: ['EarlyExit'],
    edits: [
      schedule(
        "this.state.areMapsCompleted ? 'reduce'",
        "this.state.tasks.map.idle.size === 0 ? 'reduce'",
      ),
    ],
  },
  {
    id: 'M2',
    what: 'a task is never given out again when its worker has crashed',
    section: '§3.3',
    property: RE_EXECUTION,
    cases: ['SilentWorkerRemoved'],
    edits: [
      jobState(
        'if (!isTriedElsewhere) this.tasks[task.kind].idle.add(task.number);',
        'void isTriedElsewhere;',
      ),
    ],
  },
  {
    id: 'M3',
    what: 'a late second completion is accepted too',
    section: '§3.3',
    property: ONE_COMMIT,
    cases: ['LateMapReport'],
    edits: [
      primary(
        `if (!schedule.isRunning(done)) return this.refuse(done);
    const complaint`,
        `const { committed } = schedule.state.tasks[done.task.kind];
    if (committed.has(done.task.number)) return this.place(done);
    if (!schedule.isRunning(done)) return this.refuse(done);
    const complaint`,
      ),
    ],
  },
  {
    id: 'M4',
    what: 'output is not written atomically: it is copied to its final name',
    section: '§3.3',
    property: ATOMIC_COMMIT,
    cases: ['WordCount'],
    edits: [
      placing(
        "import { rename } from 'node:fs/promises';",
        "import { readFile, unlink, writeFile } from 'node:fs/promises';",
      ),
      placing(
        'await rename(temporary, final);',
        `await writeFile(final, await readFile(temporary));
    await unlink(temporary);`,
      ),
    ],
  },
  {
    id: 'M5a',
    what: 'a coordinator tells workers to exit as soon as no task is idle',
    section: '§3.1',
    property: NO_EARLY_EXIT,
    cases: ['EarlyExit'],
    edits: [
      schedule("if (task === undefined) return 'wait';", "if (task === undefined) return 'exit';"),
    ],
  },
  {
    id: 'M5b',
    what: 'a worker exits when there is no task for it',
    section: '§3.1',
    property: NO_EARLY_EXIT,
    cases: ['EarlyExit'],
    edits: [worker("if (reply.task === 'exit') {", "if (['exit', 'wait'].includes(reply.task)) {")],
  },
  {
    id: 'M5c',
    what: 'the job is over when the last reduce is given out',
    section: '§3.1',
    property: NO_EARLY_EXIT,
    cases: ['ReduceParallelism'],
    edits: [
      jobState(
        'return this.tasks.reduce.completed.size === this.job.nReduce;',
        'return this.areMapsCompleted && this.tasks.reduce.idle.size === 0;',
      ),
    ],
  },
  {
    id: 'M6',
    what: "reports are known by the task's number only: a map's closes a reduce task",
    section: '§3.1',
    property: ACCEPTED_FIRST,
    cases: ['CrossPhaseReport'],
    edits: [
      primary(
        'private async takeDone(done: Done): Promise<void> {',
        `private async takeDone(told: Done): Promise<void> {
    const running = [...this.schedule.state.runningTasks];
    const [attempt, { task }] = running.find(
      ([, { task }]) => task.number === told.task.number,
    ) ?? [told.attempt, told];
    const done = { task, attempt, files: told.files };`,
      ),
      placing('if (files.length !== expected) {', 'if (files.length < expected) {'),
    ],
  },
  {
    id: 'M7',
    what: 'an attempt gives its output the final name before it is accepted',
    section: '§3.3',
    property: ACCEPTED_FIRST,
    cases: ['WordCount'],
    edits: [
      reduceTask(
        "import { appendFile, readdir } from 'node:fs/promises';",
        "import { appendFile, link, readdir } from 'node:fs/promises';",
      ),
      reduceTask(
        '    return name;',
        `    await link(join(dir, name), join(dir, output(task.number))).catch(() => {});
    return name;`,
      ),
    ],
  },
  {
    id: 'M8a',
    what: 'the partition is a hash of the key modulo nReduce - 1',
    section: '§4.1',
    property: PARTITIONS,
    cases: ['WordCount'],
    edits: [
      partition(
        'return (hash & 0x7fffffff) % nReduce;\n}',
        'return (hash & 0x7fffffff) % Math.max(1, nReduce - 1);\n}',
      ),
    ],
  },
  {
    id: 'M8b',
    what: 'the partition is not a hash of the key, but its length',
    section: '§4.1',
    property: PARTITIONS,
    cases: ['LikeKeys'],
    edits: [
      partition(
        'nReduce: number): number {',
        'nReduce: number): number {\n  if (nReduce > 1) return key.length % nReduce;',
      ),
    ],
  },
  {
    id: 'M8c',
    what: 'the hash of a key is another one in each process',
    section: '§4.1',
    property: OUTPUT,
    cases: ['WordCount'],
    edits: [
      partition(
        'const OFFSET_BASIS = 0x811c9dc5;',
        'const OFFSET_BASIS = Math.random() * 2 ** 31;',
      ),
    ],
  },
  {
    id: 'M9',
    what: "one worker's call blocks the others: it is answered when there is a task for it",
    section: '§3.1',
    property: PROMPT_ANSWERS,
    cases: ['EarlyExit'],
    edits: [
      primary(
        `  async heartbeat({ worker, nonce, done, failed }: Beat): Promise<HeartbeatReply | undefined> {
    try {`,
        `  heartbeat(beat: Beat): Promise<HeartbeatReply | undefined> {
    const answer = async () => {
      for (;;) {
        const reply = await this.answer(beat);
        if (reply?.task !== 'wait') return reply;
        await sleep(LOOK_MS);
      }
    };
    return (this.turn = (this.turn ?? Promise.resolve()).then(answer));
  }

  async answer({ worker, nonce, done, failed }: Beat): Promise<HeartbeatReply | undefined> {
    try {`,
      ),
    ],
  },
  {
    id: 'M10',
    what: 'the timeout is too short: a beat that is a little late costs the worker its task',
    section: '§3.3',
    property: LIVE_WORKERS,
    cases: ['JobCount'],
    edits: [schedule('now - heard <= this.taskTimeout', 'now - heard <= this.taskTimeout / 25')],
  },
  {
    id: 'M11',
    what: 'map output that was lost is not made again',
    section: '§3.3',
    property: LOST_OUTPUT,
    cases: ['LostMapOutput'],
    edits: [
      schedule(
        'if (this.state.tasks.map.completed.has(map.number)) this.lose(map, now);',
        'void map;',
      ),
    ],
  },
  {
    id: 'M12',
    what: 'an older coordinator that wakes goes on: it does not look at who has taken over',
    section: '§3.3',
    property: OLD_COORDINATOR,
    cases: ['TwoCoordinators'],
    edits: [
      journal(
        `      if (!this.isOurs) throw this.deposed();
      left = left.filter((line) => !there.has(line));`,
        '      left = left.filter((line) => !there.has(line) && this.isOurs);',
      ),
    ],
  },
  {
    id: 'M13',
    what: 'the timeout leaves 20 ms for a beat that comes from far away',
    section: '§3.3',
    property: LIVE_WORKERS,
    cases: ['FarWorkers'],
    edits: [schedule('now - heard <= this.taskTimeout', 'now - heard <= this.taskTimeout / 19.2')],
  },
];
