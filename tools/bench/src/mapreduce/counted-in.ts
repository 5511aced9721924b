/** How a process of the benchmark is told what to do, and tells what it took. */
import { usage } from 'mr/real';

/** Runs once with the files that the first message names. `count` returns how many words there are. */
export async function countedIn(
  count: (files: readonly string[]) => Promise<number>,
): Promise<void> {
  const files = await new Promise<readonly string[]>((resolve) => process.once('message', resolve));
  const words = await count(files);
  process.send?.({ kind: 'used', ...usage(), words }, () => process.exit());
}
