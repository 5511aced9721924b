/** Attempts in words. */
import { when } from 'harness';
import { attemptAt } from '../notation.ts';
import type { Attempt } from './book.ts';

/** '  map 3 (1.4): C1 gave it to w1 (on W1) at 1.203 s (event 812); done at 1.301 s (event 900)'. */
function describeAttempt({ task, name, by, worker, node, ...attempt }: Attempt): string {
  const { given, failed, dropped } = attempt;
  const [done] = attempt.done;
  const fate = [
    ...(done ? [`${done.by.address} heard that it is done ${when(done.at)}`] : []),
    ...(failed ? [`it failed ${when(failed)}`] : []),
    ...(dropped ? [`its worker was told to do something else ${when(dropped)}`] : []),
  ];
  const first = `  ${attemptAt(task, name)}: ${by.address} gave it to ${worker} (${node}) ${when(given)}`;
  return [first, ...fate].join('; ');
}

/** A line each, the last ones if they are many. */
export function describeAttempts(attempts: readonly Attempt[]): string {
  const shown = attempts.slice(-SHOWN).map(describeAttempt);
  if (attempts.length > SHOWN) shown.unshift(`  … ${attempts.length - SHOWN} more before …`);
  return shown.join('\n');
}

const SHOWN = 6;
