/** Hunts that are watched: how far they are, and what is not as expected. */
import { counted, duration } from 'grade/format';
import { makeScreen } from 'grade/screen';
import pc from 'picocolors';
import { isAsExpected, type Hunt } from './hunt.ts';
import { huntAll, type HuntsOptions } from './hunts.ts';
import type { Target } from './target.ts';

/**
 * Hunts, and says how far it is: redrawn on a terminal, else in plain lines.
 *
 * @param title what is hunted, in words
 */
export async function watchHunts(
  title: string,
  targets: readonly Target[],
  options: HuntsOptions,
  stdout: NodeJS.WriteStream,
): Promise<Hunt[]> {
  const screen = await makeScreen(stdout);
  const started = performance.now();
  let done = 0;
  const line = () =>
    `${duration(performance.now() - started)}: ${done} of ${counted(targets.length, 'target')}, ${title}`;
  screen.show({ long: line, short: line });
  const clock = setInterval(() => screen.show({ long: line, short: line }), 500);
  try {
    return await huntAll(targets, {
      ...options,
      ended: (hunt) => {
        done += 1;
        if (options.game !== 'go' && !isAsExpected(hunt)) screen.say(describe(hunt));
        screen.show({ long: line, short: line });
      },
    });
  } finally {
    clearInterval(clock);
    screen.end();
  }
}

/** What is wrong with a hunt, in a line or two. */
function describe({ target, kill, runs }: Hunt): string {
  const { id, what, expected } = target;
  if (kill === undefined) return pc.red(`✗ ${id}: not caught in ${runs} runs: ${what}`);
  const by = `${kill.case} seed ${kill.seed}: ${kill.property ?? 'the process died'}`;
  const [first = ''] = kill.explanation.split('\n');
  if (expected === undefined) return pc.red(`✗ ${id} is right, but accused by ${by}. ${first}`);
  if (kill.property !== expected.property) {
    return pc.red(`✗ ${id}: caught by another rule than ${expected.property}: ${by}. ${first}`);
  }
  return pc.red(`✗ ${id}: ${by}, but the events that it cites are not all in its trace`);
}
