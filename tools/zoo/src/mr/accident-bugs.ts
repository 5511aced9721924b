/** M20 to M29: failures, losses, and who goes on after a coordinator. Some are planted into another hand's. */
import {
  BROKEN_JOBS_END,
  COST,
  FINISHED_ONCE,
  JOB_FAILS,
  LIVE_WORKERS,
  PATIENCE,
  UNIQUE_ATTEMPTS,
  WORK_GOES_ON,
} from 'mr/suite/properties';
import type { Bug } from '../bug.ts';
import { coordinators, jobState, primary, schedule } from './edits.ts';
import { loopMain } from './hands.ts';

export const accidentBugs: readonly Bug[] = [
  {
    id: 'M20a',
    what: 'failures are not counted: a task of a broken application is tried for ever',
    section: 'packages/mr/api.ts',
    property: BROKEN_JOBS_END,
    cases: ['FourFailures', 'BrokenApp'],
    edits: [jobState('if (!failed.counts) return;', 'if (failed.attempt) return;')],
  },
  {
    id: 'M20b',
    what: 'the same by another hand',
    section: 'packages/mr/api.ts',
    property: BROKEN_JOBS_END,
    cases: ['FourFailures', 'BrokenApp'],
    solution: loopMain,
    edits: [
      {
        file: 'table.ts',
        text: 'if (record.lost === undefined) task.failures += 1;\n        else this',
        replacement: 'if (record.lost !== undefined) this',
      },
    ],
  },
  {
    id: 'M21a',
    what: 'failures of all tasks are counted together',
    section: 'packages/mr/api.ts',
    property: JOB_FAILS,
    cases: ['ThreeFailures'],
    edits: [
      jobState(
        `const count = (failures.get(failed.task.number) ?? 0) + 1;
    failures.set(failed.task.number, count);`,
        `const count = (failures.get(0) ?? 0) + 1;
    failures.set(0, count);`,
      ),
    ],
  },
  {
    id: 'M21b',
    what: 'a failure that is told twice counts twice',
    section: 'packages/mr/api.ts',
    property: JOB_FAILS,
    cases: ['ThreeFailures', 'FourFailures'],
    solution: loopMain,
    edits: [
      {
        file: 'coordinator.ts',
        text: `if (attempt?.state !== 'running' || this.table.outcome !== undefined) return;
    const record`,
        replacement: `if (attempt === undefined || this.table.outcome !== undefined) return;
    const record`,
      },
    ],
  },
  {
    id: 'M21c',
    what: 'the first failure ends the job',
    section: 'packages/mr/api.ts',
    property: JOB_FAILS,
    cases: ['ThreeFailures', 'FourFailures', 'BrokenApp'],
    edits: [jobState('FAILURES_MAX = 4', 'FAILURES_MAX = 1')],
  },
  {
    id: 'M21d',
    what: 'a worker that is lost counts as a failure of its task',
    section: '§3.3',
    property: JOB_FAILS,
    cases: ['LostWorkers'],
    edits: [
      jobState(
        'if (attempt !== undefined) this.giveUp(attempt);',
        `if (attempt === undefined) return;
    const { task } = this.runningOf(attempt);
    this.fail({ kind: 'failed', task, attempt, reason: 'its worker was lost', counts: true });`,
      ),
    ],
  },
  {
    id: 'M21e',
    what: 'inputs that are lost count as a failure of the reduce that misses them',
    section: '§3.3',
    property: JOB_FAILS,
    cases: ['LostInputs'],
    edits: [schedule('counts: missing.length === 0', 'counts: missing !== undefined')],
  },
  {
    id: 'M22a',
    what: 'a map is done again for each reduce that has missed it, also when its output is there again',
    section: '§3.3',
    property: FINISHED_ONCE,
    cases: ['LostInputs'],
    edits: [
      primary(
        'if (number === undefined || (await exists(join(options.dir, name)))) continue;',
        'if (number === undefined || !(await exists(options.dir))) continue;',
      ),
    ],
  },
  {
    id: 'M22b',
    what: 'the same by another hand',
    section: '§3.3',
    property: FINISHED_ONCE,
    cases: ['LostInputs'],
    solution: loopMain,
    edits: [
      {
        file: 'coordinator.ts',
        text: 'if (task.committedIn < attempt.assignedIn) lost',
        replacement: 'if (task.committedIn < Infinity || attempt) lost',
      },
    ],
  },
  {
    id: 'M23a',
    what: 'a coordinator that takes over takes what is in progress for idle',
    section: '§3.3, master failure',
    property: WORK_GOES_ON,
    cases: ['ReportAcrossRestart', 'ReportAcrossTakeover'],
    edits: [
      primary(
        'state.hearAll(performance.now());',
        'state.hearAll(performance.now());\n      this.schedule.removeSilent(Infinity);',
      ),
    ],
  },
  {
    id: 'M23b',
    what: 'the same by another hand',
    section: '§3.3, master failure',
    property: WORK_GOES_ON,
    cases: ['ReportAcrossRestart', 'ReportAcrossTakeover'],
    solution: loopMain,
    edits: [
      {
        file: 'coordinator.ts',
        text: 'for (const worker of this.table.workers.keys()) this.leases.grant(worker, now);',
        replacement: 'for (const worker of [...this.table.workers.keys()]) this.remove(worker);',
      },
    ],
  },
  {
    id: 'M24a',
    what: 'a worker waits for a reply as long as it takes, also of a coordinator that is stopped',
    section: '§3.3, master failure',
    property: PATIENCE,
    cases: ['TwoCoordinators'],
    edits: [
      coordinators(
        'const timer = setTimeout(() => resolve(undefined), this.lostAfter);',
        'const timer = setTimeout(() => {}, this.lostAfter);',
      ),
    ],
  },
  {
    id: 'M24b',
    what: 'the same by another hand',
    section: '§3.3, master failure',
    property: PATIENCE,
    cases: ['TwoCoordinators'],
    solution: loopMain,
    edits: [
      {
        file: 'worker.ts',
        text: "await within(coordinator.call('heartbeat', this.args()), this.callLimit)",
        replacement: "await coordinator.call('heartbeat', this.args())",
      },
      {
        file: 'worker.ts',
        text: 'import { sleep, sleepUntil, within }',
        replacement: 'import { sleep, sleepUntil }',
      },
    ],
  },
  {
    id: 'M25',
    what: 'a worker that gets no reply throws its work away, and begins again when it gets one',
    section: '§3.3',
    property: COST,
    cases: ['ShortCut', 'AfterTakeover'],
    solution: loopMain,
    edits: [
      {
        file: 'worker.ts',
        text: '      await this.pause();\n    }\n  }',
        replacement: `      if (reply === undefined) {
        await this.execution?.discard();
        this.execution = undefined;
      }
      await this.pause();
    }
  }`,
      },
    ],
  },
  {
    id: 'M26',
    what: 'a straggler gets one backup after the other',
    section: '§3.6',
    property: LIVE_WORKERS,
    cases: ['OneBackup'],
    edits: [
      schedule(
        'running.filter((other) => isSame(other.task, task)).length === 1',
        'running.some((other) => isSame(other.task, task))',
      ),
    ],
  },
  {
    id: 'M27',
    what: 'names of attempts begin again from 1 after a crash of the coordinator',
    section: '§3.3, master failure',
    property: UNIQUE_ATTEMPTS,
    cases: ['CoordinatorRestart'],
    edits: [
      schedule(
        'const attempt = `${this.epoch}.${++this.lastAttempt}`;',
        'const attempt = `1.${++this.lastAttempt}`;',
      ),
    ],
  },
  {
    id: 'M29',
    what: 'a worker that is lost makes its task idle, though a backup of it is in progress',
    section: '§3.6',
    property: FINISHED_ONCE,
    cases: ['BackupDone'],
    edits: [
      jobState(
        'if (!isTriedElsewhere) this.tasks[task.kind].idle.add(task.number);',
        'void isTriedElsewhere;\n    this.tasks[task.kind].idle.add(task.number);',
      ),
    ],
  },
];
