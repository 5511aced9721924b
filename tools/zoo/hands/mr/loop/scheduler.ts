/** Which task a worker is given. */
import { type JobTable, type TaskEntry, isIdle } from './table.ts';

/** A task is a straggler when it runs so many times as long as its peers did. */
const STRAGGLER_FACTOR = 2;

/** An idle task, or else one that needs a backup. */
export function pickTask(table: JobTable, now: number, minAge: number): TaskEntry | undefined {
  if (!table.planned) return undefined;
  return table.stage.find(isIdle) ?? findStraggler(table, now, minAge);
}

/** The task that has been running for longest, if that is long enough for a backup (§3.6). */
function findStraggler(table: JobTable, now: number, minAge: number): TaskEntry | undefined {
  const kind = table.mapsCommitted ? 'reduce' : 'map';
  const usual = median(table.durations[kind]);
  if (usual === undefined) return undefined;
  const limit = now - Math.max(minAge, STRAGGLER_FACTOR * usual);
  let oldest: TaskEntry | undefined;
  let oldestStart = limit;
  for (const task of table.stage) {
    const [attempt, backup] = task.running;
    if (attempt === undefined || backup !== undefined) continue;
    if (attempt.assignedAt > oldestStart) continue;
    oldest = task;
    oldestStart = attempt.assignedAt;
  }
  return oldest;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
