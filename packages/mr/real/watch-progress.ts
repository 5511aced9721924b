/** How far a job is, as can be seen from what workers tell, whatever the solution. */
import type { CoordinatorRpc, HeartbeatArgs, HeartbeatReply } from '../api.ts';
import type { Progress } from './process-args.ts';

/**
 * A coordinator that does the same and tells when a task is done for the first time. It may tell too
 * much: of a done that was refused.
 */
export function watchProgress(
  rpc: CoordinatorRpc,
  tell: (progress: Progress) => void,
): CoordinatorRpc {
  /** Map task → bytes of its split. */
  const splits = new Map<number, number>();
  const done = { map: new Set<number>(), reduce: new Set<number>() };
  let mapped = 0;

  const note = ({ done: report }: HeartbeatArgs): void => {
    if (report === undefined) return;
    const { kind, number } = report.task;
    if (done[kind].has(number)) return;
    done[kind].add(number);
    if (kind === 'map') mapped += splits.get(number) ?? 0;
    tell({ mapped, reduced: done.reduce.size });
  };
  const learn = ({ task }: HeartbeatReply): void => {
    if (typeof task !== 'object' || task.kind !== 'map') return;
    splits.set(task.number, task.split.end - task.split.start);
  };
  return {
    async heartbeat(args) {
      const reply = await rpc.heartbeat(args);
      note(args);
      learn(reply);
      return reply;
    },
  };
}
