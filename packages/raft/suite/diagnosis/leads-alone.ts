/** Cause of a stall in a cluster of one server, which makes no calls that could tell of it. */
import { when } from 'harness';
import { APPLY_COMMITTED } from '../properties.ts';
import type { Overdue } from './diagnose.ts';
import type { Cause, Stall } from './stall.ts';

/** An entry that the only server took as leader; `undefined` in a larger cluster. */
export function leadsAlone(
  { run, leaders, applies }: Stall,
  overdue: readonly Overdue[] | undefined,
): Cause | undefined {
  const claim = [...leaders.claims.values()].at(-1);
  const entry = overdue?.at(-1);
  if (run.size > 1 || claim === undefined || entry === undefined) return undefined;
  const { leader, term, since } = claim;
  const lines = [
    `The only server of a cluster is its own majority: what it has appended as leader and saved is ` +
      `committed, and it applies that.`,
    `${leader} leads term ${term} ${when(since)}, and took entry ${entry.index}, but has applied ` +
      `only up to ${applies.lastApplied(leader)}.`,
  ];
  return { property: APPLY_COMMITTED, lines, cites: [since] };
}
