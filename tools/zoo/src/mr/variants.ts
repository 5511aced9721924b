/** MapReduces that are right but different: no check may accuse them. */
import type { Variant } from '../bug.ts';
import { primary, schedule, worker } from './edits.ts';

export const mrVariants: readonly Variant[] = [
  {
    id: 'no backups',
    what: 'never gives a task to two workers while both live (§3.6)',
    edits: [schedule('this.idleTask() ?? this.straggler(now);', 'this.idleTask();')],
  },
  {
    id: 'early backups',
    what: 'gives out a backup as soon as no task is idle, however short the first attempt has run (§3.6)',
    edits: [schedule('now - since > limit', 'now - since > 0 * limit')],
  },
  {
    id: 'from assignment',
    what: 'counts the task timeout from the moment when the task is given out, as 6.824 does',
    // There, tasks may be in progress for longer than the timeout, as long as their workers beat.
    fails: /Swarm|AfterTakeover|ReportAcrossTakeover/,
    edits: [
      // Else the same slow worker could get it again and again.
      primary(
        'const task = schedule.next(name, performance.now());',
        `const isRemoved = worker !== undefined && worker !== name && !schedule.state.end;
      const task = isRemoved ? 'wait' : schedule.next(name, performance.now());`,
      ),
      schedule(
        '      if (now - heard <= this.taskTimeout) continue;\n      const attempt = this.state.attemptOf(worker);',
        `      const attempt = this.state.attemptOf(worker);
      const since = this.state.runningTasks.get(attempt)?.since ?? heard;
      if (now - since <= this.taskTimeout) continue;`,
      ),
    ],
  },
  {
    id: 'slow beats',
    what: 'a worker beats half as often as it should',
    edits: [
      worker(
        'setTimeout(resolve, this.options.beatEvery)',
        'setTimeout(resolve, 2 * this.options.beatEvery)',
      ),
    ],
  },
  {
    id: 'quick beats',
    what: 'a worker beats one and a half times as often as it should, at no regular times',
    edits: [
      worker(
        'setTimeout(resolve, this.options.beatEvery)',
        'setTimeout(resolve, (0.5 + Math.random() / 3) * this.options.beatEvery)',
      ),
    ],
  },
  {
    id: 'async',
    what: 'heartbeats take their time, and messages have fields of their own',
    edits: [
      primary(
        '  async heartbeat({ worker, nonce, done, failed }: Beat): Promise<HeartbeatReply | undefined> {',
        `  async heartbeat(beat: Beat): Promise<HeartbeatReply | undefined> {
    await sleep(10 * Math.random());
    const reply = await this.answer(beat);
    await sleep(10 * Math.random());
    return reply && { ...reply, mine: { at: performance.now() } };
  }

  async answer({ worker, nonce, done, failed }: Beat): Promise<HeartbeatReply | undefined> {`,
      ),
      worker('return { nonce, ...(name', "return { nonce, app: 'mine', ...(name"),
    ],
  },
];
