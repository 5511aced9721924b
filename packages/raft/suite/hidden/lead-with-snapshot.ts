import type { Script } from '../script.ts';

/**
 * Lets S1 lead with entries 1 and 2 in a snapshot only. S3 has them, and S2 has nothing; only S3
 * is in reach. The case makes a snapshot at entry 2.
 *
 * @returns the term that S1 leads; `null` when it was not elected, which ends the script
 */
export async function leadWithSnapshot(t: Script): Promise<number | null> {
  await t.send('S3→S1 AppendEntries t1 prev=0@0 [1@1 2@1] commit=2');
  await t.checkApplied('1@1', '2@1');
  t.follower('S3').give('1@1 2@1');
  t.reach('S3');
  return t.elect(2, 'S3');
}
