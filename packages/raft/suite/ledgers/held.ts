/** What a majority holds, as its leader can know. */
import type { Address } from 'harness';

/**
 * The last entry that a leader and enough others hold to be a majority; 0: none.
 *
 * @param acknowledged by follower: the last entry that it has acknowledged
 * @param majority of the cluster, the leader included
 */
export function heldByMajority(
  acknowledged: ReadonlyMap<Address, number>,
  majority: number,
): number {
  let held = 0;
  for (const index of acknowledged.values()) {
    if (index <= held) continue;
    let servers = 1; // The leader itself.
    for (const other of acknowledged.values()) if (other >= index) servers += 1;
    if (servers >= majority) held = index;
  }
  return held;
}
