/** What is seen while it runs: a line a case that is drawn again, or plain lines now and then. */
import type { Colors } from 'picocolors/types.js';
import { counted, duration, percent, shortId } from './format.ts';
import type { Outcome } from './outcome.ts';
import type { Tally } from './tally.ts';

/** What the progress is drawn from. */
export interface View {
  readonly tallies: readonly Tally[];
  /** Since the first run began, ms. */
  readonly elapsedMs: number;
  /** Runs of each case; absent: the budget decides. */
  readonly runs?: number;
  readonly budgetMs?: number;
  /** Why a case gets no more seeds. */
  stopped(id: string): string | undefined;
}

const BAR = 20;

/** Part of the work that is done, 0 … 1. */
export function done(view: View, tally?: Tally): number {
  const { runs, budgetMs = Infinity, elapsedMs, tallies } = view;
  if (runs === undefined) {
    if (tally?.case.real) return Math.min(1, all(tally)); // One is enough.
    return Math.min(1, elapsedMs / budgetMs);
  }
  const some = tally === undefined ? tallies : [tally];
  const ended = some.map((one) => (view.stopped(one.case.id) ? runs : Math.min(runs, all(one))));
  return ended.reduce((sum, count) => sum + count, 0) / (runs * some.length);
}

/** Every run of the case, with a verdict or without. */
function all(tally: Tally): number {
  return tally.runs + tally.inconclusive.length + tally.incomplete.length;
}

/** About how long it still takes, ms; `undefined` before anything is known. */
export function left(view: View, tally?: Tally): number | undefined {
  const part = done(view, tally);
  return part === 0 ? undefined : (view.elapsedMs * (1 - part)) / part;
}

/** One line a case. */
export function renderProgress(view: View, colors: Colors): string {
  const alone = new Set(view.tallies.map((tally) => tally.case.lab)).size === 1;
  const names = view.tallies.map((tally) => shortId(tally.case.id, alone));
  const width = Math.max(...names.map((name) => name.length));
  const lines = view.tallies.map((tally, i) => {
    const name = (names[i] ?? '').padEnd(width);
    const failed = tally.failures.length + tally.notDeterministic.length;
    const color = failed > 0 ? colors.red : colors.green;
    const filled = Math.round(done(view, tally) * BAR);
    const bar = color('█'.repeat(filled)) + colors.dim('░'.repeat(BAR - filled));
    const runs = counted(all(tally), 'run').padStart(10);
    const rate = failed === 0 ? '' : colors.red(`${failed} failed ${percent(failed / tally.runs)}`);
    return `${name} ${bar}${runs} ${rate || eta(view, tally, colors)}`;
  });
  return [renderTotal(view), ...lines].join('\n');
}

function eta(view: View, tally: Tally, colors: Colors): string {
  const stopped = view.stopped(tally.case.id);
  if (stopped !== undefined) return colors.yellow(stopped);
  const remaining = left(view, tally);
  if (remaining === undefined) return '';
  return remaining < 100 ? colors.dim('done') : colors.dim(`${duration(remaining)} left`);
}

/** All of it in one line: '12 s: 340 runs, 2 failures, about 48 s left'. */
export function renderTotal(view: View): string {
  const runs = view.tallies.reduce((sum, tally) => sum + all(tally), 0);
  const failed = view.tallies.reduce((sum, tally) => sum + tally.failures.length, 0);
  const parts = [counted(runs, 'run'), counted(failed, 'failure')];
  const remaining = left(view);
  if (remaining !== undefined && remaining >= 100) parts.push(`about ${duration(remaining)} left`);
  return `${duration(view.elapsedMs)}: ${parts.join(', ')}`;
}

/** A failure as it is found, in one line. */
export function renderFound(outcome: Outcome, colors: Colors): string {
  const [line = ''] = (outcome.explanation ?? '').split('\n');
  const property = outcome.property?.name ?? 'failed';
  return `${colors.red(`✗ ${outcome.case}`)} seed ${outcome.seed}: ${property}. ${line}`;
}
